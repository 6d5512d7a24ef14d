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

    /// <summary>When a flow came is noted of each that begins so many.</summary>
    private const int ArrivalRun = 1024;

    private readonly long[] _ends; // bound of all columns: capacity
    private readonly NetworkAddress[] _sources;
    private readonly NetworkAddress[] _destinations;
    private readonly Traits[] _traits;
    private readonly Rest[] _rests;
    private readonly long[] _arrivals; // bound: capacity / ArrivalRun
    private readonly int _capacity;
    private readonly FlowDimensions _dimensions;

    public FlowRing(long bytes, FlowDimensions dimensions)
    {
        _dimensions = dimensions;
        _capacity = (int)Math.Min(bytes / BytesPerFlow, Array.MaxLength / 64);
        _arrivals = new long[(_capacity / ArrivalRun) + 2];
        (_ends, _sources, _destinations) = (new long[_capacity], new NetworkAddress[_capacity], new NetworkAddress[_capacity]);
        (_traits, _rests) = (new Traits[_capacity], new Rest[_capacity]);
    }

    /// <summary>Flows that were ever added; the number of the next one.</summary>
    public long Next { get; private set; }

    /// <summary>The number of the oldest flow that is held.</summary>
    public long Oldest => Math.Max(0, Next - _capacity);

    public int Count => (int)(Next - Oldest);

    /// <summary>When the last flow came, in milliseconds since 1970-01-01 UTC; 0 where none has.</summary>
    public long NewestArrival { get; private set; }

    /// <summary>Every flow that came from then on is held, in milliseconds since 1970-01-01 UTC; null where none was ever overwritten.</summary>
    public long? HeldSince => Oldest == 0 ? null : _arrivals[(Oldest + ArrivalRun - 1) / ArrivalRun % _arrivals.Length];

    /// <param name="records">The flows.</param>
    /// <param name="now">When they came, in milliseconds since 1970-01-01 UTC.</param>
    public void Add(ReadOnlySpan<FlowRecord> records, long now)
    {
        NewestArrival = now;
        for (var run = (Next + ArrivalRun - 1) / ArrivalRun; run * ArrivalRun < Next + records.Length; run++)
            _arrivals[run % _arrivals.Length] = now;
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
    public void Find(FlowFilter filter, long first, long last, int enough, List<HeldFlow> into)
    {
        for (var number = first; number >= last && into.Count < enough; number--)
        {
            var at = (int)(number % _capacity);
            if (IsWanted(filter, at))
                into.Add(new HeldFlow(number, Read(at)));
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
        if (filter is { Applications: null, SourceAs: null, DestinationAs: null, SourceCountry: null, DestinationCountry: null })
            return true;
        var record = Read(at);
        return (filter.Applications is not { } applications || applications.Contains(FlowApplications.Of(in record)))
            && (filter.SourceAs is not { } sourceAs || sourceAs == _dimensions.SourceAs(in record))
            && (filter.DestinationAs is not { } destinationAs || destinationAs == _dimensions.DestinationAs(in record))
            && (filter.SourceCountry is not { } sourceCountry || sourceCountry == _dimensions.CountryOf(record.Source))
            && (filter.DestinationCountry is not { } destinationCountry || destinationCountry == _dimensions.CountryOf(record.Destination));
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

/// <summary>A flow that is held by itself.</summary>
/// <param name="Number">Which one it is since the start; the next has the next number.</param>
/// <param name="Record">The flow.</param>
public readonly record struct HeldFlow(long Number, FlowRecord Record);
