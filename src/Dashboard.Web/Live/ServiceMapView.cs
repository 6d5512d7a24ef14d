using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Topology;
using Dashboard.Domain.Tracing.Red;

namespace Dashboard.Web.Live;

/// <summary>Who calls whom: what the queries of a map answer, put together to nodes and edges and drawn by <see cref="ServiceMapDrawing"/>.</summary>
internal static class ServiceMapView
{
    public static MarkupView From(ServiceMapDefinition definition, IReadOnlyList<LiveSnapshot> answers, LayeredLayout layout, long version) =>
        MarkupView.Of(answers, version, "No links are known. They appear when traces, flows or neighbours say who talks to whom.", view =>
        {
            var all = Edges(definition, answers);
            var kept = Busiest(definition, all);
            var edges = all.Where(e => kept.Contains(e.From) && kept.Contains(e.To)).ToList();
            if (edges.Count == 0)
                return view;
            var nodes = Nodes(definition, answers, edges, layout.Arrange([.. edges.Select(e => (e.From, e.To))], [.. definition.Places.Select(static p => new PlacedNode(p.Node, p.Column, p.Row))]));
            var leftOut = all.SelectMany(e => new[] { e.From, e.To }).Distinct(StringComparer.Ordinal).Count() - nodes.Count;
            return view with
            {
                Markup = ServiceMapDrawing.Draw(definition, nodes, edges),
                Note = string.Join(" · ", Notes(definition, edges, leftOut)),
                Severity = edges.Select(e => e.Severity).Concat(nodes.Select(static n => n.Severity)).Max(),
            };
        });

    private static IEnumerable<string> Notes(ServiceMapDefinition definition, List<MapEdge> edges, int leftOut)
    {
        yield return "rate";
        if (definition.Errors.Length > 0)
            yield return definition.ErrorsName;
        if (definition.Latency.Length > 0)
            yield return "latency";
        if (edges.Exists(static e => e.IsByMessage))
            yield return "○ by messages";
        if (leftOut > 0)
            yield return $"{leftOut} quieter nodes not shown";
    }

    private static List<MapEdge> Edges(ServiceMapDefinition definition, IReadOnlyList<LiveSnapshot> answers)
    {
        // What calls is a service; a database may be called like one, and is another node nevertheless.
        var callers = (answers[0].Vector ?? []).Select(s => s.Labels.Get(definition.From) ?? "").ToHashSet(StringComparer.Ordinal);
        var errors = Index(definition, callers, definition.Errors.Length > 0 ? answers[1] : null);
        var latency = Index(definition, callers, definition.Latency.Length > 0 ? answers[definition.Errors.Length > 0 ? 2 : 1] : null);
        var ways = (answers[0].Vector ?? []).ToLookup(s => EndsOf(definition, callers, s.Labels), s => WayOf(definition, s.Labels));
        return [.. Index(definition, callers, answers[0]).Where(e => double.IsFinite(e.Value)).Select(e =>
        {
            var failing = errors.GetValueOrDefault(e.Key, double.NaN);
            return new MapEdge(e.Key.From, e.Key.To, e.Value, failing, latency.GetValueOrDefault(e.Key, double.NaN), Threshold.Judge(definition.ErrorLimits, failing))
            {
                IsByMessage = ways[e.Key].Contains(EdgeConnection.Messaging),
                LeadsToDatabase = ways[e.Key].Contains(EdgeConnection.Database),
                LeadsOutside = ways[e.Key].Contains(EdgeConnection.Virtual) && e.Key.From != ServiceEdge.User,
            };
        }).OrderBy(e => e.From, StringComparer.Ordinal).ThenBy(e => e.To, StringComparer.Ordinal)];
    }

    // What tells nothing of itself is known by the ways that lead to it.
    private static List<MapNode> Nodes(ServiceMapDefinition definition, IReadOnlyList<LiveSnapshot> answers, List<MapEdge> edges, IReadOnlyList<PlacedNode> places)
    {
        var states = States(definition, answers);
        var calls = edges.ToLookup(static e => e.To, StringComparer.Ordinal);
        return [.. places.Select(p => new MapNode(
            p,
            definition.Nodes.Length > 0 ? Threshold.Judge(definition.NodeLimits, states.GetValueOrDefault(p.Name, double.NaN)) : Judge(definition, calls[p.Name]),
            calls[p.Name].Any(static e => e.LeadsToDatabase) ? MapNodeKind.Database
                : p.Name == ServiceEdge.User || calls[p.Name].Any(static e => e.LeadsOutside) ? MapNodeKind.External
                : MapNodeKind.Service))];
    }

    private static Dictionary<string, double> States(ServiceMapDefinition definition, IReadOnlyList<LiveSnapshot> answers)
    {
        var states = new Dictionary<string, double>(StringComparer.Ordinal); // bound: elements of the answer
        foreach (var sample in definition.Nodes.Length > 0 ? answers[^1].Vector ?? [] : [])
            states[sample.Labels.Get(definition.Node) ?? ""] = sample.Value;
        return states;
    }

    private static Dictionary<(string From, string To), double> Index(ServiceMapDefinition definition, HashSet<string> callers, LiveSnapshot? answer)
    {
        var index = new Dictionary<(string From, string To), double>(); // bound: elements of the answer
        foreach (var sample in answer?.Vector ?? [])
        {
            // Several ways of one edge count together.
            if (EndsOf(definition, callers, sample.Labels) is { From.Length: > 0, To.Length: > 0 } ends)
                index[ends] = index.GetValueOrDefault(ends) + sample.Value;
        }
        return index;
    }

    private static (string From, string To) EndsOf(ServiceMapDefinition definition, HashSet<string> callers, Labels labels)
    {
        var to = labels.Get(definition.To) ?? "";
        return (labels.Get(definition.From) ?? "", WayOf(definition, labels) == EdgeConnection.Database && callers.Contains(to) ? $"{to} (db)" : to);
    }

    private static EdgeConnection WayOf(ServiceMapDefinition definition, Labels labels) => ServiceEdge.ConnectionOf(labels.Get(definition.Connection) ?? "");

    private static HashSet<string> Busiest(ServiceMapDefinition definition, List<MapEdge> edges) =>
        edges.SelectMany(e => new[] { (Node: e.From, e.Rate), (Node: e.To, e.Rate) })
            .GroupBy(e => e.Node, StringComparer.Ordinal)
            .OrderByDescending(g => g.Sum(e => e.Rate)).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(definition.MaxNodes).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);

    // A node is as bad as what it answers: the errors of all calls to it, by how many they are.
    private static PerceivedSeverity Judge(ServiceMapDefinition definition, IEnumerable<MapEdge> calls)
    {
        var told = calls.Where(e => double.IsFinite(e.Errors) && e.Rate > 0).ToList();
        return told.Count == 0 ? PerceivedSeverity.Cleared : Threshold.Judge(definition.ErrorLimits, told.Sum(e => e.Errors * e.Rate) / told.Sum(e => e.Rate));
    }
}

/// <summary>What a node of a map is.</summary>
internal enum MapNodeKind
{
    Service,

    /// <summary>It stores, and tells nothing of itself.</summary>
    Database,

    /// <summary>It is none of ours: users, or a peer that tells nothing of itself.</summary>
    External,
}

/// <summary>A node of a map in its place.</summary>
internal sealed record MapNode(PlacedNode Place, PerceivedSeverity Severity, MapNodeKind Kind)
{
    public string Name => Place.Name;
}

/// <summary>An edge of a map: calls, bits or packets a second, the share that fails in per cent, and the latency in seconds; NaN where that is not known.</summary>
internal sealed record MapEdge(string From, string To, double Rate, double Errors, double Latency, PerceivedSeverity Severity)
{
    public bool IsByMessage { get; init; }

    public bool LeadsToDatabase { get; init; }

    public bool LeadsOutside { get; init; }

    public string Figures(ServiceMapDefinition definition)
    {
        var parts = new List<string>(4) { definition.Unit.Format(Rate).ToString() };
        if (double.IsFinite(Errors))
            parts.Add($"{Unit.Percent.Format(Errors)}");
        if (double.IsFinite(Latency))
            parts.Add($"{Unit.Seconds.Format(Latency)}");
        return string.Join(" · ", parts);
    }
}
