using System.Runtime.InteropServices;

namespace Dashboard.Domain.Telemetry;

/// <summary>
/// A unidirectional flow as an exporter reported it (NetFlow, IPFIX, sFlow). 128 octets, two lines of the processor's
/// cache, without a reference: decoders write it in place and stores copy it whole. What the exporter did not tell is 0.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct FlowRecord : ITelemetryRecord
{
    // Fields, so that a decoder's plan can write them by their offset.
#pragma warning disable CA1051, S1104
    /// <summary>When its last packet was seen, in milliseconds since 1970-01-01 UTC.</summary>
    public long End;

    /// <summary>Layer-3 octets, already multiplied by <see cref="SamplingRate"/> where that is known.</summary>
    public ulong Octets;

    /// <summary>Packets, multiplied likewise.</summary>
    public ulong Packets;

    public NetworkAddress Source;

    public NetworkAddress Destination;

    /// <summary>The router that it was sent on to.</summary>
    public NetworkAddress NextHop;

    /// <summary>From its first packet to its last.</summary>
    public uint DurationMs;

    /// <summary>SNMP ifIndex of the interface that it came in by; 0 is unknown or the device itself.</summary>
    public uint InInterface;

    /// <summary>SNMP ifIndex of the interface that it left by; 0 is unknown, dropped or the device itself.</summary>
    public uint OutInterface;

    /// <summary>Autonomous system of the source, origin or peer as the exporter was configured.</summary>
    public uint SourceAs;

    /// <summary>Autonomous system of the destination.</summary>
    public uint DestinationAs;

    /// <summary>Each packet seen stands for so many; 1 is unsampled for certain, 0 is not known.</summary>
    public uint SamplingRate;

    /// <summary>Application as the exporter classified it: engine in the upper octet, selector below (RFC 6759 section 4).</summary>
    public uint Application;

    /// <summary>Source address after translation, IPv4 in host order.</summary>
    public uint NatSource;

    /// <summary>Destination address after translation, IPv4 in host order.</summary>
    public uint NatDestination;

    /// <summary>Top label of the MPLS stack, 20 bits.</summary>
    public uint MplsLabel;

    /// <summary>Transport port, 0 where the protocol has none.</summary>
    public ushort SourcePort;

    /// <summary>Transport port; for ICMP the type times 256 plus the code.</summary>
    public ushort DestinationPort;

    /// <summary>Source port after translation.</summary>
    public ushort NatSourcePort;

    /// <summary>Destination port after translation.</summary>
    public ushort NatDestinationPort;

    /// <summary>IEEE 802.1Q identifier, 12 bits.</summary>
    public ushort Vlan;

    /// <summary>The device that saw it, by its number in <see cref="Flows.FlowExporters"/>.</summary>
    public ushort Exporter;

    /// <summary>IP protocol number.</summary>
    public byte Protocol;

    /// <summary>The IPv4 type of service or IPv6 traffic class; the DSCP is its upper six bits.</summary>
    public byte TypeOfService;

    /// <summary>All TCP flags that were seen, lower eight bits.</summary>
    public byte TcpFlags;

    private byte _marks;
#pragma warning restore CA1051, S1104

    public static TelemetryKind Kind => TelemetryKind.Flow;

    /// <summary>Where it was observed.</summary>
    public FlowDirection Direction
    {
        readonly get => (FlowDirection)(_marks & 3);
        set => _marks = (byte)((_marks & ~3) | (int)value);
    }

    /// <summary>Whether the device denied or dropped it (information elements 89, RFC 7270 section 4.12, and 233).</summary>
    public bool IsDenied
    {
        readonly get => (_marks & 4) != 0;
        set => _marks = (byte)((_marks & ~4) | (value ? 4 : 0));
    }

    /// <summary>Both of these as one octet.</summary>
    internal byte Marks
    {
        readonly get => _marks;
        set => _marks = value;
    }

    /// <summary>The differentiated services code point (RFC 2474), 0 to 63.</summary>
    public readonly byte Dscp => (byte)(TypeOfService >> 2);

    readonly long ITelemetryRecord.Timestamp => End;
}
