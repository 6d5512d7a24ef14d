using System.Net;

namespace Dashboard.Domain.Telemetry;

/// <summary>A unidirectional flow as an exporter reported it (NetFlow, IPFIX, sFlow).</summary>
/// <param name="Timestamp">The flow's end in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Exporter">The device that saw it.</param>
/// <param name="Source">Source address.</param>
/// <param name="Destination">Destination address.</param>
/// <param name="SourcePort">Transport source port, 0 where the protocol has none.</param>
/// <param name="DestinationPort">Transport destination port, 0 where the protocol has none.</param>
/// <param name="Protocol">IP protocol number.</param>
/// <param name="Octets">Layer-3 octets, scaled by the sampling rate where that is known.</param>
/// <param name="Packets">Packets, scaled likewise.</param>
public readonly record struct FlowRecord(
    long Timestamp, IPAddress Exporter, IPAddress Source, IPAddress Destination,
    ushort SourcePort, ushort DestinationPort, byte Protocol, ulong Octets, ulong Packets) : ITelemetryRecord
{
    public static TelemetryKind Kind => TelemetryKind.Flow;
}
