using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>
/// Counts a Sankey diagram in bounded memory. The flows are seen twice: first to find the nodes that had most, then to
/// add up what went between them, which is exact whatever the number of addresses.
/// </summary>
internal sealed class FlowSankeyCount
{
    private readonly FlowDimensions _dimensions;
    private readonly FlowDimension _from;
    private readonly FlowDimension _to;
    private readonly uint? _interface;
    private readonly Column _sources;
    private readonly Column _interfaces;
    private readonly Column _destinations;
    private readonly ulong[,] _into;
    private readonly ulong[,] _outOf;

    /// <param name="dimensions">What flows count under.</param>
    /// <param name="ends">The sources' dimension: address, AS or country.</param>
    /// <param name="onlyInterface">The interface that stands in the middle; null for the one that each flow came in by.</param>
    /// <param name="nodes">Nodes of each column, beside the others.</param>
    public FlowSankeyCount(FlowDimensions dimensions, FlowDimension ends, uint? onlyInterface, int nodes)
    {
        (_dimensions, _from, _interface) = (dimensions, ends, onlyInterface);
        _to = ends switch
        {
            FlowDimension.SourceAs => FlowDimension.DestinationAs,
            FlowDimension.SourceCountry => FlowDimension.DestinationCountry,
            _ => FlowDimension.DestinationAddress,
        };
        (_sources, _interfaces, _destinations) = (new(nodes), new(nodes), new(nodes));
        (_into, _outOf) = (new ulong[nodes + 1, nodes + 1], new ulong[nodes + 1, nodes + 1]);
    }

    /// <summary>Sees a flow for the first time.</summary>
    public void Find(ref readonly FlowRecord record)
    {
        var (source, middle, destination) = Keys(in record);
        _sources.Add(source, in record);
        _interfaces.Add(middle, in record);
        _destinations.Add(destination, in record);
    }

    /// <summary>Settles which nodes there are, once all flows have been seen for the first time.</summary>
    public void Choose()
    {
        _sources.Choose();
        _interfaces.Choose();
        _destinations.Choose();
    }

    /// <summary>Sees a flow for the second time.</summary>
    public void Count(ref readonly FlowRecord record)
    {
        var (source, middle, destination) = Keys(in record);
        var (from, by, to) = (_sources.PlaceOf(source), _interfaces.PlaceOf(middle), _destinations.PlaceOf(destination));
        _into[from, by] += record.Octets;
        _outOf[by, to] += record.Octets;
    }

    public FlowSankey Read()
    {
        var (into, outOf) = (Links(_into), Links(_outOf));
        var (sources, from) = _sources.Nodes(into, static l => l.From, key => _dimensions.Name(_from, key).Name);
        var (interfaces, by) = _interfaces.Nodes(into, static l => l.To, key => _dimensions.Name(FlowDimension.InInterface, key).Name);
        var (destinations, to) = _destinations.Nodes(outOf, static l => l.To, key => _dimensions.Name(_to, key).Name);
        return new FlowSankey(
            sources, interfaces, destinations,
            [.. into.Select(l => l with { From = from[l.From], To = by[l.To] }).OrderBy(static l => l.From).ThenBy(static l => l.To)],
            [.. outOf.Select(l => l with { From = by[l.From], To = to[l.To] }).OrderBy(static l => l.From).ThenBy(static l => l.To)],
            into.Aggregate(0UL, static (sum, l) => sum + l.Octets));
    }

    private (FlowKey Source, FlowKey Middle, FlowKey Destination) Keys(ref readonly FlowRecord record)
    {
        // What has no AS and no country is drawn as well, as unknown.
        _dimensions.TryKey(_from, in record, out var source);
        _dimensions.TryKey(_to, in record, out var destination);
        var by = _interface ?? (record.InInterface != 0 ? record.InInterface : record.OutInterface);
        return (source, new FlowKey(FlowDimensions.InterfaceOf(record.Exporter, by)), destination);
    }

    private static List<FlowLink> Links(ulong[,] octets)
    {
        List<FlowLink> links = []; // bound: nodes of two columns
        for (var from = 0; from < octets.GetLength(0); from++)
        {
            for (var to = 0; to < octets.GetLength(1); to++)
            {
                if (octets[from, to] > 0)
                    links.Add(new FlowLink(from, to, octets[from, to]));
            }
        }
        return links;
    }

    private sealed class Column(int nodes)
    {
        private readonly HeavyHitters<FlowKey> _found = new(FlowSurvey.Slots);
        private readonly Dictionary<FlowKey, int> _places = []; // bound: nodes

        public void Add(FlowKey key, ref readonly FlowRecord record) => _found.Add(in key, key.Hash, record.Octets, record.Packets);

        public void Choose()
        {
            foreach (var entry in _found.Top(nodes, out _))
                _places[entry.Key] = _places.Count;
        }

        public int PlaceOf(FlowKey key) => _places.GetValueOrDefault(key, nodes);

        /// <summary>The nodes that have octets, most first and the others last, and where each place is among them.</summary>
        public (IReadOnlyList<FlowNode> Nodes, int[] Places) Nodes(List<FlowLink> links, Func<FlowLink, int> end, Func<FlowKey, string> name)
        {
            var octets = new ulong[nodes + 1];
            foreach (var link in links)
                octets[end(link)] += link.Octets;
            var names = _places.ToDictionary(static p => p.Value, p => name(p.Key));
            var order = Enumerable.Range(0, nodes + 1).Where(p => octets[p] > 0).OrderBy(p => p == nodes).ThenByDescending(p => octets[p]).ThenBy(p => names.GetValueOrDefault(p, ""), StringComparer.Ordinal).ToList();
            var places = new int[nodes + 1];
            for (var i = 0; i < order.Count; i++)
                places[order[i]] = i;
            return ([.. order.Select(p => new FlowNode(p == nodes ? "others" : names[p], octets[p], p == nodes))], places);
        }
    }
}
