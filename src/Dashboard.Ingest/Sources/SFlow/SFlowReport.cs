namespace Dashboard.Ingest.Sources.SFlow;

/// <summary>How decoding fared with a datagram.</summary>
public struct SFlowReport
{
    /// <summary>Samples of packets, those of other protocols than IP among them.</summary>
    public int FlowSamples { get; set; }

    /// <summary>Samples of packets that are not IP, which make no flow.</summary>
    public int NotIp { get; set; }

    /// <summary>Samples of counters.</summary>
    public int CounterSamples { get; set; }

    /// <summary>Notices of dropped packets.</summary>
    public int Discards { get; set; }

    /// <summary>Samples of kinds that are not known, which are passed over.</summary>
    public int OtherSamples { get; set; }

    /// <summary>What was wrong first, as a sentence; null where nothing was.</summary>
    public string? Complaint { get; set; }

    internal void Complain(string sentence) => Complaint ??= sentence;
}
