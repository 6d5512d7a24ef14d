using System.Numerics;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Flows.Threats;

/// <summary>
/// Holds both ends of every flow against lists of bad addresses, where flows are stored. Matches are counted; of each
/// address an event is kept ready once for each list and interval. Safe from any thread.
/// </summary>
public sealed class FlowThreats : IFlowWatch
{
    /// <summary>Addresses of one list that are told in an interval at most; further ones are counted.</summary>
    public const int MaxTold = 10_000;

    private readonly Lock _gate = new();
    private readonly IReadOnlyList<FlowThreatOptions> _lists;
    private readonly FlowExporters _exporters;
    private readonly TimeProvider _time;
    private readonly long[] _matches;
    private readonly Dictionary<NetworkAddress, long>[] _told; // bound: MaxTold each
    private readonly Queue<EventRecord> _events = new(); // bound: MaxTold for each list
    private volatile AddressSet _addresses = new([]);
    private long _untold;

    public FlowThreats(IReadOnlyList<FlowThreatOptions> lists, FlowExporters exporters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(lists);
        (_lists, _exporters, _time) = (lists, exporters, time);
        _matches = new long[lists.Count];
        _told = [.. lists.Select(_ => new Dictionary<NetworkAddress, long>())];
    }

    /// <summary>Matches since the start that no event tells of because too many addresses matched.</summary>
    public long Untold => Interlocked.Read(ref _untold);

    /// <summary>Addresses and prefixes on all lists.</summary>
    public int Entries => _addresses.Entries;

    /// <summary>Ends of flows since the start that were on a list, by its number.</summary>
    public long MatchesOf(int list) => Interlocked.Read(ref _matches[list]);

    /// <summary>Which addresses are bad from now on.</summary>
    internal void Use(AddressSet addresses) => _addresses = addresses;

    public void Look(ReadOnlySpan<FlowRecord> flows)
    {
        var addresses = _addresses;
        if (addresses.Entries == 0)
            return;
        foreach (ref readonly var flow in flows)
        {
            if (addresses.ListsOf(flow.Source) is var source and > 0)
                Match(source, flow.Source, in flow);
            if (addresses.ListsOf(flow.Destination) is var destination and > 0)
                Match(destination, flow.Destination, in flow);
        }
    }

    /// <summary>Takes the events that are ready; null where none is.</summary>
    internal TelemetryBatch<EventRecord>? TakeEvents(string source)
    {
        lock (_gate)
        {
            Forget();
            if (_events.Count == 0)
                return null;
            var batch = new TelemetryBatch<EventRecord>(source, capacity: _events.Count);
            while (_events.TryDequeue(out var record))
                batch.Add(record);
            return batch;
        }
    }

    private void Match(uint lists, NetworkAddress address, ref readonly FlowRecord flow)
    {
        lock (_gate)
        {
            for (; lists != 0; lists &= lists - 1)
            {
                var list = BitOperations.TrailingZeroCount(lists);
                Interlocked.Increment(ref _matches[list]);
                var told = _told[list];
                var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
                if (told.TryGetValue(address, out var until) && now < until)
                    continue;
                if (told.Count >= MaxTold && until == 0)
                {
                    Interlocked.Increment(ref _untold);
                    continue;
                }
                told[address] = now + (long)_lists[list].EventInterval.TotalMilliseconds;
                if (_events.Count >= MaxTold * _lists.Count)
                    Interlocked.Increment(ref _untold);
                else
                    _events.Enqueue(EventOf(_lists[list], address, in flow, now));
            }
        }
    }

    /// <summary>Lets go of addresses that may be told again.</summary>
    private void Forget()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var told in _told)
        {
            foreach (var (address, until) in told)
            {
                if (now >= until)
                    told.Remove(address);
            }
        }
    }

    private EventRecord EventOf(FlowThreatOptions list, NetworkAddress address, ref readonly FlowRecord flow, long now)
    {
        var exporter = _exporters[flow.Exporter].Name;
        var text = $"{address} is on the list {list.List}: {End(flow.Source, flow.SourcePort)} sent {flow.Octets} octets to {End(flow.Destination, flow.DestinationPort)}, protocol {flow.Protocol}, seen by {exporter}.";
        return new EventRecord(now, address.ToString(), "threat-address", list.Severity, text);
    }

    private static string End(NetworkAddress address, ushort port) => port == 0 ? address.ToString() : address.IsV4 ? $"{address}:{port}" : $"[{address}]:{port}";
}
