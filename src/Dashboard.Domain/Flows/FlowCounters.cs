namespace Dashboard.Domain.Flows;

/// <summary>Counters of all flows since the start, as they are at one moment; used again for the next.</summary>
public sealed class FlowCounters
{
    /// <summary>Octets by exporter, application and, for the largest, conversation. Each octet counts in one of them.</summary>
    public List<FlowTrafficCounter> Traffic { get; } = []; // bound: FlowTotals and FlowStoreOptions.ConversationSeries

    public List<FlowInterfaceCounter> Interfaces { get; } = []; // bound: FlowTotals

    public List<FlowExporterCounter> Exporters { get; } = []; // bound: FlowExporters' capacity

    internal List<(NumberKey Key, ulong Octets, ulong Packets)> Applications { get; } = []; // bound: FlowTotals

    internal void Clear()
    {
        Traffic.Clear();
        Interfaces.Clear();
        Exporters.Clear();
        Applications.Clear();
    }
}

/// <summary>What an exporter saw of an application; of one conversation where source and destination are set, of all others where they are "other".</summary>
/// <param name="Exporter">The exporter's name.</param>
/// <param name="Application">In words.</param>
/// <param name="Source">An address, or "other".</param>
/// <param name="Destination">An address, or "other".</param>
/// <param name="Octets">Since the start; never less than before.</param>
/// <param name="Packets">Since the start; never less than before.</param>
public readonly record struct FlowTrafficCounter(string Exporter, string Application, string Source, string Destination, ulong Octets, ulong Packets);

/// <summary>What an exporter saw come in or go out by one of its interfaces.</summary>
public readonly record struct FlowInterfaceCounter(FlowExporter Exporter, uint Index, bool IsOut, ulong Octets, ulong Packets);

/// <summary>Records that came from an exporter, and those that never did.</summary>
public readonly record struct FlowExporterCounter(FlowExporter Exporter, long Records, long Lost);
