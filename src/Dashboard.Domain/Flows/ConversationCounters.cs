namespace Dashboard.Domain.Flows;

/// <summary>
/// The conversations that have a series of their own. Each counts from 0 on since it was chosen, so that what it counts
/// can be taken off its application's total and both only rise. One that has not grown for a while gives its place up; what
/// it counted stays taken off.
/// </summary>
internal sealed class ConversationCounters(int capacity)
{
    private const int QuietReadings = 30;

    private readonly Dictionary<ConversationKey, Counter> _counters = []; // bound: capacity
    private readonly Dictionary<NumberKey, (ulong Octets, ulong Packets)> _retired = []; // bound: keys of FlowTotals
    private readonly List<ConversationKey> _quiet = []; // bound: capacity

    /// <summary>Brings the counters up to date and takes up the largest conversations while there is room.</summary>
    public void Update(IReadOnlyList<FlowMinute> open)
    {
        foreach (var (key, counter) in _counters)
        {
            var grown = counter.Update(Sum(open, key));
            counter.Quiet = grown ? 0 : counter.Quiet + 1;
            if (counter.Quiet > QuietReadings)
                _quiet.Add(key);
        }
        foreach (var key in _quiet)
        {
            _counters.Remove(key, out var counter);
            var application = FlowTotals.KeyOf((ushort)key.Exporter, key.Application);
            var before = _retired.GetValueOrDefault(application);
            _retired[application] = (before.Octets + counter!.Octets, before.Packets + counter.Packets);
        }
        _quiet.Clear();
        if (_counters.Count >= capacity)
            return;
        foreach (var entry in open[^1].Conversations.Top(capacity, out _))
        {
            if (_counters.Count >= capacity)
                return;
            if (!_counters.ContainsKey(entry.Key))
                _counters[entry.Key] = new Counter(Sum(open, entry.Key));
        }
    }

    /// <summary>Takes what a minute held into account before it is no longer open.</summary>
    public void Close(FlowMinute minute)
    {
        foreach (var (key, counter) in _counters)
        {
            var entry = minute.Conversations.Find(key);
            counter.Close(entry.Octets, entry.Packets);
        }
    }

    /// <summary>Writes a counter for each conversation, and takes it off its application's.</summary>
    public void Read(FlowCounters into, FlowExporters exporters)
    {
        var taken = new Dictionary<NumberKey, (ulong Octets, ulong Packets)>(_retired); // bound: keys of FlowTotals
        foreach (var (key, counter) in _counters)
        {
            var application = FlowTotals.KeyOf((ushort)key.Exporter, key.Application);
            var before = taken.GetValueOrDefault(application);
            taken[application] = (before.Octets + counter.Octets, before.Packets + counter.Packets);
            into.Traffic.Add(new FlowTrafficCounter(
                exporters[(int)key.Exporter].Name, FlowApplications.Name(key.Application, exporters), key.Source.ToString(), key.Destination.ToString(), counter.Octets, counter.Packets));
        }
        foreach (var (key, octets, packets) in into.Applications)
        {
            var off = taken.GetValueOrDefault(key);
            var application = FlowTotals.ApplicationOf(key);
            into.Traffic.Add(new FlowTrafficCounter(
                exporters[FlowTotals.ExporterOf(key)].Name, application == FlowTotals.OtherApplication ? "other" : FlowApplications.Name(application, exporters), "other", "other",
                octets - Math.Min(off.Octets, octets), packets - Math.Min(off.Packets, packets)));
        }
    }

    private static (ulong Octets, ulong Packets) Sum(IReadOnlyList<FlowMinute> open, in ConversationKey key)
    {
        (ulong Octets, ulong Packets) sum = default;
        foreach (var minute in open)
        {
            var entry = minute.Conversations.Find(key);
            sum = (sum.Octets + entry.Octets, sum.Packets + entry.Packets);
        }
        return sum;
    }

    /// <summary>What a conversation counted: in minutes that are closed, and in those that are open.</summary>
    private sealed class Counter((ulong Octets, ulong Packets) before)
    {
        private (ulong Octets, ulong Packets) _closed;

        public ulong Octets { get; private set; }

        public ulong Packets { get; private set; }

        /// <summary>Readings since it last grew.</summary>
        public int Quiet { get; set; }

        public void Close(ulong octets, ulong packets) => _closed = (_closed.Octets + octets, _closed.Packets + packets);

        /// <summary>A conversation that fell out of its table begins there anew, and its counter waits until it has caught up.</summary>
        public bool Update((ulong Octets, ulong Packets) open)
        {
            var octets = Math.Max(_closed.Octets + open.Octets, before.Octets) - before.Octets;
            var packets = Math.Max(_closed.Packets + open.Packets, before.Packets) - before.Packets;
            var grown = octets > Octets;
            (Octets, Packets) = (Math.Max(Octets, octets), Math.Max(Packets, packets));
            return grown;
        }
    }
}
