using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>A record as its plan wrote it, before times are made absolute and counts scaled. Everything after the record itself is as it came from the wire, widened to 64 bits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RecordDraft
{
    public FlowRecord Record;
    public ulong Octets;
    public ulong Packets;
    public ulong ReverseOctets;
    public ulong ReversePackets;
    public ulong Start;
    public ulong End;
    public ulong Duration;
    public ulong Sampler;
    public ulong Interval;
    public ulong Space;
    public ulong Direction;
    public ulong ForwardingStatus;
    public ulong FirewallEvent;
    public ulong SystemInit;
}
