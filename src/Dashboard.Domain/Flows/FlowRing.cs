using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>
/// The last flows one by one, as they came: most that is done with them is to take in the next, which costs one copy. The
/// oldest is overwritten when a new one finds it full. Its user sees to it that nobody writes while somebody reads.
/// </summary>
internal sealed class FlowRing
{
    /// <summary>When a flow came is noted of each that begins so many.</summary>
    private const int ArrivalRun = 1024;

    private readonly FlowRecord[] _records; // bound: the octets it was given
    private readonly long[] _arrivals; // bound: flows / ArrivalRun
    private readonly FlowDimensions _dimensions;

    public FlowRing(long bytes, FlowDimensions dimensions)
    {
        _dimensions = dimensions;
        _records = new FlowRecord[(int)Math.Min(bytes / Unsafe.SizeOf<FlowRecord>(), Array.MaxLength / 64)];
        _arrivals = new long[(_records.Length / ArrivalRun) + 2];
    }

    /// <summary>Flows that were ever added; the number of the next one.</summary>
    public long Next { get; private set; }

    /// <summary>The number of the oldest flow that is held.</summary>
    public long Oldest => Math.Max(0, Next - _records.Length);

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
        while (!records.IsEmpty)
        {
            var room = _records.AsSpan((int)(Next % _records.Length));
            var run = records[..Math.Min(room.Length, records.Length)];
            run.CopyTo(room);
            Next += run.Length;
            records = records[run.Length..];
        }
    }

    /// <summary>Adds what a filter wants of the flows numbered from <paramref name="first"/> down to <paramref name="last"/>, newest first, until there are enough.</summary>
    public void Find(FlowFilter filter, long first, long last, int enough, List<HeldFlow> into)
    {
        for (var number = first; number >= last && into.Count < enough; number--)
        {
            ref readonly var record = ref _records[number % _records.Length];
            if (IsWanted(filter, in record))
                into.Add(new HeldFlow(number, record));
        }
    }

    private bool IsWanted(FlowFilter filter, ref readonly FlowRecord record)
    {
        if (record.End < filter.From || record.End > filter.To)
            return false;
        if ((filter.Exporter is { } exporter && exporter != record.Exporter)
            || (filter.Interface is { } link && link != record.InInterface && link != record.OutInterface)
            || (filter.Port is { } port && port != record.SourcePort && port != record.DestinationPort)
            || (filter.Protocol is { } protocol && protocol != record.Protocol)
            || (filter.Vlan is { } vlan && vlan != record.Vlan)
            || (filter.Dscp is { } dscp && dscp != record.Dscp))
        {
            return false;
        }
        if ((filter.Source is { } source && !source.Holds(record.Source))
            || (filter.Destination is { } destination && !destination.Holds(record.Destination))
            || (filter.Either is { } either && !either.Holds(record.Source) && !either.Holds(record.Destination)))
        {
            return false;
        }
        return (filter.Applications is not { } applications || applications.Contains(FlowApplications.Of(in record)))
            && (filter.SourceAs is not { } sourceAs || sourceAs == _dimensions.SourceAs(in record))
            && (filter.DestinationAs is not { } destinationAs || destinationAs == _dimensions.DestinationAs(in record))
            && (filter.SourceCountry is not { } sourceCountry || sourceCountry == _dimensions.CountryOf(record.Source))
            && (filter.DestinationCountry is not { } destinationCountry || destinationCountry == _dimensions.CountryOf(record.Destination));
    }
}

/// <summary>A flow that is held by itself.</summary>
/// <param name="Number">Which one it is since the start; the next has the next number.</param>
/// <param name="Record">The flow.</param>
public readonly record struct HeldFlow(long Number, FlowRecord Record);
