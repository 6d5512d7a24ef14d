using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.SFlow;

/// <summary>What datagrams were decoded into; used again after it was taken.</summary>
public sealed class SFlowOutput
{
    /// <summary>Flows of one sampled packet each; a batch of the caller's.</summary>
    public required TelemetryBatch<FlowRecord> Flows { get; set; }

    /// <summary>Counters of interfaces, at most as many as samples fit into a datagram.</summary>
    public List<InterfaceCounters> Counters { get; } = []; // bound: datagrams between two times it is taken

    /// <summary>Packets that devices dropped.</summary>
    public List<DiscardedPacket> Discards { get; } = []; // bound: datagrams between two times it is taken
}
