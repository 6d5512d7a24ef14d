using System.Runtime.CompilerServices;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>Where the information elements that a flow record has room for go (IANA's IPFIX registry, RFC 7012).</summary>
internal static class RecordTargets
{
    private static RecordDraft _layout;

    /// <summary>Several elements can fill one place; within a group the lowest rank that a template has is taken, and never two added up.</summary>
    private static readonly Dictionary<(uint Enterprise, int Element), RecordTarget> All = new()
    {
        // A biflow's initiator is the direction of the record itself; what left the device counts only where nothing says what came in.
        [(0, 1)] = To(ref _layout.Octets, 0),
        [(0, 85)] = To(ref _layout.Octets, 1),
        [(0, 231)] = To(ref _layout.Octets, 2),
        [(0, 352)] = To(ref _layout.Octets, 3),
        [(0, 23)] = To(ref _layout.Octets, 4),
        [(0, 2)] = To(ref _layout.Packets, 0),
        [(0, 86)] = To(ref _layout.Packets, 1),
        [(0, 298)] = To(ref _layout.Packets, 2),
        [(0, 24)] = To(ref _layout.Packets, 4),
        [(FieldSpecifier.Reverse, 1)] = To(ref _layout.ReverseOctets, 0),
        [(FieldSpecifier.Reverse, 85)] = To(ref _layout.ReverseOctets, 1),
        [(0, 232)] = To(ref _layout.ReverseOctets, 2),
        [(FieldSpecifier.Reverse, 2)] = To(ref _layout.ReversePackets, 0),
        [(FieldSpecifier.Reverse, 86)] = To(ref _layout.ReversePackets, 1),
        [(0, 299)] = To(ref _layout.ReversePackets, 2),

        [(0, 4)] = To(ref _layout.Record.Protocol, 0),
        [(0, 5)] = To(ref _layout.Record.TypeOfService, 0),
        [(0, 195)] = To(ref _layout.Record.TypeOfService, 1, RecordTargetKind.Dscp),
        [(0, 6)] = To(ref _layout.Record.TcpFlags, 0),
        [(0, 7)] = To(ref _layout.Record.SourcePort, 0),
        [(0, 180)] = To(ref _layout.Record.SourcePort, 1),
        [(0, 182)] = To(ref _layout.Record.SourcePort, 2),
        [(0, 11)] = To(ref _layout.Record.DestinationPort, 0),
        [(0, 181)] = To(ref _layout.Record.DestinationPort, 1),
        [(0, 183)] = To(ref _layout.Record.DestinationPort, 2),
        [(0, 32)] = To(ref _layout.Record.DestinationPort, 3),
        [(0, 139)] = To(ref _layout.Record.DestinationPort, 4),
        [(0, 8)] = To(ref _layout.Record.Source, 0, RecordTargetKind.V4),
        [(0, 27)] = To(ref _layout.Record.Source, 0, RecordTargetKind.V6),
        [(0, 12)] = To(ref _layout.Record.Destination, 0, RecordTargetKind.V4),
        [(0, 28)] = To(ref _layout.Record.Destination, 0, RecordTargetKind.V6),
        [(0, 15)] = To(ref _layout.Record.NextHop, 0, RecordTargetKind.V4),
        [(0, 62)] = To(ref _layout.Record.NextHop, 0, RecordTargetKind.V6),
        [(0, 18)] = To(ref _layout.Record.NextHop, 1, RecordTargetKind.V4),
        [(0, 63)] = To(ref _layout.Record.NextHop, 1, RecordTargetKind.V6),
        [(0, 10)] = To(ref _layout.Record.InInterface, 0),
        [(0, 252)] = To(ref _layout.Record.InInterface, 1),
        [(0, 14)] = To(ref _layout.Record.OutInterface, 0),
        [(0, 253)] = To(ref _layout.Record.OutInterface, 1),
        [(0, 16)] = To(ref _layout.Record.SourceAs, 0),
        [(0, 17)] = To(ref _layout.Record.DestinationAs, 0),
        [(0, 58)] = To(ref _layout.Record.Vlan, 0),
        [(0, 243)] = To(ref _layout.Record.Vlan, 1),
        [(0, 59)] = To(ref _layout.Record.Vlan, 2),
        [(0, 254)] = To(ref _layout.Record.Vlan, 3),
        [(0, 61)] = To(ref _layout.Direction, 0),
        [(0, 89)] = To(ref _layout.ForwardingStatus, 0),
        [(0, 233)] = To(ref _layout.FirewallEvent, 0),
        // What Cisco's ASA called it before it had a number of IANA's.
        [(0, 40005)] = To(ref _layout.FirewallEvent, 1),
        [(0, 70)] = To(ref _layout.Record.MplsLabel, 0),
        [(0, 95)] = To(ref _layout.Record.Application, 0),
        [(0, 225)] = To(ref _layout.Record.NatSource, 0),
        [(0, 226)] = To(ref _layout.Record.NatDestination, 0),
        [(0, 227)] = To(ref _layout.Record.NatSourcePort, 0),
        [(0, 228)] = To(ref _layout.Record.NatDestinationPort, 0),

        [(0, 152)] = To(ref _layout.Start, 0, clock: FlowClock.Milliseconds),
        [(0, 154)] = To(ref _layout.Start, 1, clock: FlowClock.Ntp),
        [(0, 156)] = To(ref _layout.Start, 2, clock: FlowClock.Ntp),
        [(0, 150)] = To(ref _layout.Start, 3, clock: FlowClock.Seconds),
        [(0, 22)] = To(ref _layout.Start, 4, clock: FlowClock.Uptime),
        [(0, 158)] = To(ref _layout.Start, 5, clock: FlowClock.MicrosecondsAgo),
        [(0, 153)] = To(ref _layout.End, 0, clock: FlowClock.Milliseconds),
        [(0, 155)] = To(ref _layout.End, 1, clock: FlowClock.Ntp),
        [(0, 157)] = To(ref _layout.End, 2, clock: FlowClock.Ntp),
        [(0, 151)] = To(ref _layout.End, 3, clock: FlowClock.Seconds),
        [(0, 21)] = To(ref _layout.End, 4, clock: FlowClock.Uptime),
        [(0, 159)] = To(ref _layout.End, 5, clock: FlowClock.MicrosecondsAgo),
        [(0, 323)] = To(ref _layout.End, 6, clock: FlowClock.Milliseconds),
        [(0, 324)] = To(ref _layout.End, 7, clock: FlowClock.Ntp),
        [(0, 325)] = To(ref _layout.End, 8, clock: FlowClock.Ntp),
        [(0, 322)] = To(ref _layout.End, 9, clock: FlowClock.Seconds),
        [(0, 161)] = To(ref _layout.Duration, 0),
        [(0, 160)] = To(ref _layout.SystemInit, 0),
        [(0, 48)] = To(ref _layout.Sampler, 0),
        [(0, 302)] = To(ref _layout.Sampler, 1),
        [(0, 305)] = To(ref _layout.Interval, 0),
        [(0, 34)] = To(ref _layout.Interval, 1),
        [(0, 50)] = To(ref _layout.Interval, 2),
        [(0, 306)] = To(ref _layout.Space, 0),
    };

    public static bool TryFind(FieldSpecifier field, out RecordTarget target) => All.TryGetValue((field.Enterprise, field.Element), out target);

    /// <summary>The offset of a place in the draft.</summary>
    private static ushort OffsetOf<T>(ref T place) => (ushort)Unsafe.ByteOffset(ref Unsafe.As<RecordDraft, byte>(ref _layout), ref Unsafe.As<T, byte>(ref place));

    private static RecordTarget To<T>(ref T place, int rank, RecordTargetKind kind = RecordTargetKind.Number, FlowClock clock = FlowClock.None) =>
        new(OffsetOf(ref place), (byte)Unsafe.SizeOf<T>(), (byte)rank, kind, clock);

    /// <summary>Offsets of the places that decoding asks for.</summary>
    public static class Offsets
    {
        public static readonly ushort Octets = OffsetOf(ref _layout.Octets);
        public static readonly ushort Packets = OffsetOf(ref _layout.Packets);
        public static readonly ushort Start = OffsetOf(ref _layout.Start);
        public static readonly ushort End = OffsetOf(ref _layout.End);
        public static readonly ushort Duration = OffsetOf(ref _layout.Duration);
        public static readonly ushort Sampler = OffsetOf(ref _layout.Sampler);
        public static readonly ushort Interval = OffsetOf(ref _layout.Interval);
        public static readonly ushort Space = OffsetOf(ref _layout.Space);
        public static readonly ushort Direction = OffsetOf(ref _layout.Direction);
        public static readonly ushort ForwardingStatus = OffsetOf(ref _layout.ForwardingStatus);
        public static readonly ushort FirewallEvent = OffsetOf(ref _layout.FirewallEvent);
        public static readonly ushort SystemInit = OffsetOf(ref _layout.SystemInit);
        public static readonly ushort ReverseOctets = OffsetOf(ref _layout.ReverseOctets);
        public static readonly ushort ReversePackets = OffsetOf(ref _layout.ReversePackets);
        public static readonly ushort MplsLabel = OffsetOf(ref _layout.Record.MplsLabel);

        /// <summary>Places of which a record that tells of traffic fills one at least.</summary>
        public static readonly ushort[] Traffic = [Octets, Packets, ReverseOctets, ReversePackets, OffsetOf(ref _layout.Record.Source), OffsetOf(ref _layout.Record.Destination)];
    }
}

/// <summary>A place in the draft that an information element can fill.</summary>
internal readonly record struct RecordTarget(ushort Offset, byte Room, byte Rank, RecordTargetKind Kind, FlowClock Clock);

/// <summary>What an element holds.</summary>
internal enum RecordTargetKind : byte
{
    Number,
    V4,
    V6,
    Dscp,
}
