using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>
/// The last flows one by one, in columns, so that a filter reads only what it asks for. The oldest is overwritten when a
/// new one finds it full. Its user sees to it that nobody writes while somebody reads.
/// </summary>
internal sealed class FlowRing
{
    /// <summary>Octets that a flow takes in all columns.</summary>
    public const int BytesPerFlow = 128;

    private readonly long[] _ends; // bound of all columns: capacity
    private readonly NetworkAddress[] _sources;
    private readonly NetworkAddress[] _destinations;
    private readonly Traits[] _traits;
    private readonly Rest[] _rests;
    private readonly int _capacity;

    public FlowRing(long bytes)
    {
        _capacity = (int)Math.Min(bytes / BytesPerFlow, Array.MaxLength / 64);
        (_ends, _sources, _destinations) = (new long[_capacity], new NetworkAddress[_capacity], new NetworkAddress[_capacity]);
        (_traits, _rests) = (new Traits[_capacity], new Rest[_capacity]);
    }

    /// <summary>Flows that were ever added; the number of the next one.</summary>
    public long Next { get; private set; }

    /// <summary>The number of the oldest flow that is held.</summary>
    public long Oldest => Math.Max(0, Next - _capacity);

    public int Count => (int)(Next - Oldest);

    public void Add(ReadOnlySpan<FlowRecord> records)
    {
        var at = (int)(Next % _capacity);
        foreach (ref readonly var record in records)
        {
            _ends[at] = record.End;
            _sources[at] = record.Source;
            _destinations[at] = record.Destination;
            _traits[at] = new Traits
            {
                InInterface = record.InInterface,
                OutInterface = record.OutInterface,
                SourcePort = record.SourcePort,
                DestinationPort = record.DestinationPort,
                Exporter = record.Exporter,
                Vlan = record.Vlan,
                Protocol = record.Protocol,
                TypeOfService = record.TypeOfService,
                TcpFlags = record.TcpFlags,
                Direction = record.Direction,
                Application = record.Application,
            };
            _rests[at] = new Rest
            {
                Octets = record.Octets,
                Packets = record.Packets,
                NextHop = record.NextHop,
                DurationMs = record.DurationMs,
                SourceAs = record.SourceAs,
                DestinationAs = record.DestinationAs,
                SamplingRate = record.SamplingRate,
                NatSource = record.NatSource,
                NatDestination = record.NatDestination,
                MplsLabel = record.MplsLabel,
                NatSourcePort = record.NatSourcePort,
                NatDestinationPort = record.NatDestinationPort,
            };
            at = at + 1 == _capacity ? 0 : at + 1;
        }
        Next += records.Length;
    }

    /// <summary>Adds what a filter wants of the flows numbered from <paramref name="first"/> down to <paramref name="last"/>, newest first, until there are enough.</summary>
    public void Find(FlowFilter filter, long first, long last, int enough, List<FlowRecord> into)
    {
        for (var number = first; number >= last && into.Count < enough; number--)
        {
            var at = (int)(number % _capacity);
            if (IsWanted(filter, at))
                into.Add(Read(at));
        }
    }

    private bool IsWanted(FlowFilter filter, int at)
    {
        if (_ends[at] < filter.From || _ends[at] > filter.To)
            return false;
        ref readonly var traits = ref _traits[at];
        if ((filter.Exporter is { } exporter && exporter != traits.Exporter)
            || (filter.Interface is { } link && link != traits.InInterface && link != traits.OutInterface)
            || (filter.Port is { } port && port != traits.SourcePort && port != traits.DestinationPort)
            || (filter.Protocol is { } protocol && protocol != traits.Protocol)
            || (filter.Vlan is { } vlan && vlan != traits.Vlan)
            || (filter.Dscp is { } dscp && dscp != traits.TypeOfService >> 2))
        {
            return false;
        }
        if ((filter.Source is { } source && !source.Holds(_sources[at]))
            || (filter.Destination is { } destination && !destination.Holds(_destinations[at]))
            || (filter.Either is { } either && !either.Holds(_sources[at]) && !either.Holds(_destinations[at])))
        {
            return false;
        }
        return filter.Application is not { } application || ApplicationAt(at) == application;
    }

    private ulong ApplicationAt(int at)
    {
        var record = Read(at);
        return FlowApplications.Of(in record);
    }

    private FlowRecord Read(int at)
    {
        ref readonly var traits = ref _traits[at];
        ref readonly var rest = ref _rests[at];
        return new FlowRecord
        {
            End = _ends[at],
            Source = _sources[at],
            Destination = _destinations[at],
            InInterface = traits.InInterface,
            OutInterface = traits.OutInterface,
            SourcePort = traits.SourcePort,
            DestinationPort = traits.DestinationPort,
            Exporter = traits.Exporter,
            Vlan = traits.Vlan,
            Protocol = traits.Protocol,
            TypeOfService = traits.TypeOfService,
            TcpFlags = traits.TcpFlags,
            Direction = traits.Direction,
            Application = traits.Application,
            Octets = rest.Octets,
            Packets = rest.Packets,
            NextHop = rest.NextHop,
            DurationMs = rest.DurationMs,
            SourceAs = rest.SourceAs,
            DestinationAs = rest.DestinationAs,
            SamplingRate = rest.SamplingRate,
            NatSource = rest.NatSource,
            NatDestination = rest.NatDestination,
            MplsLabel = rest.MplsLabel,
            NatSourcePort = rest.NatSourcePort,
            NatDestinationPort = rest.NatDestinationPort,
        };
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Traits
    {
        public uint InInterface;
        public uint OutInterface;
        public uint Application;
        public ushort SourcePort;
        public ushort DestinationPort;
        public ushort Exporter;
        public ushort Vlan;
        public byte Protocol;
        public byte TypeOfService;
        public byte TcpFlags;
        public FlowDirection Direction;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Rest
    {
        public ulong Octets;
        public ulong Packets;
        public NetworkAddress NextHop;
        public uint DurationMs;
        public uint SourceAs;
        public uint DestinationAs;
        public uint SamplingRate;
        public uint NatSource;
        public uint NatDestination;
        public uint MplsLabel;
        public ushort NatSourcePort;
        public ushort NatDestinationPort;
    }
}
