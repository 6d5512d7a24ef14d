namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>How decoding fared with a datagram, or since the decoder began where counts are added up.</summary>
public struct NetFlowReport
{
    /// <summary>Data records that tell of traffic. A biflow is one record and two flows.</summary>
    public int DataRecords { get; set; }

    /// <summary>Data records that tell of something else, such as events without addresses.</summary>
    public int OtherRecords { get; set; }

    /// <summary>Options records.</summary>
    public int OptionsRecords { get; set; }

    /// <summary>Templates, those that came again unchanged among them.</summary>
    public int Templates { get; set; }

    public int OptionsTemplates { get; set; }

    /// <summary>Sets of data that wait for their template.</summary>
    public int HeldSets { get; set; }

    /// <summary>Sets of data that were let go of because their template did not come, or because there was no room.</summary>
    public int ForgottenSets { get; set; }

    /// <summary>Records that claim more octets than a flow can have.</summary>
    public int Implausible { get; set; }

    /// <summary>What was wrong first, as a sentence; null where nothing was.</summary>
    public string? Complaint { get; set; }

    /// <summary>Notes what was wrong; the first counts.</summary>
    internal void Complain(string sentence) => Complaint ??= sentence;
}
