using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>A part of a poll: asks until it has what it wants.</summary>
internal interface IPollStep
{
    bool IsDone { get; }

    /// <summary>What was wrong with the answers, to be read after the device's name; null where nothing was.</summary>
    string? Complaint { get; }

    /// <summary>Writes the next request as a PDU.</summary>
    void Write(ref BerWriter writer, int requestId, int bindings, bool hasBulk);

    /// <summary>Takes the answer to it; returns bindings that were taken.</summary>
    int Take(in SnmpPdu pdu, BulkSize bulk);
}

/// <summary>A walk and where what it finds goes.</summary>
internal sealed class WalkStep(SubtreeWalk walk, IWalkSink sink) : IPollStep
{
    public bool IsDone => walk.IsDone;

    public string? Complaint => walk.Complaint;

    public WalkStep Begin()
    {
        walk.Begin();
        return this;
    }

    public void Write(ref BerWriter writer, int requestId, int bindings, bool hasBulk) => walk.Write(ref writer, requestId, bindings, hasBulk);

    public int Take(in SnmpPdu pdu, BulkSize bulk) => walk.Take(pdu, bulk, sink);
}
