using System.Globalization;
using System.Text;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Topology;
using Dashboard.Domain.Tracing.Red;
using Dashboard.Web.Tracing;

namespace Dashboard.Web.Live;

/// <summary>Who calls whom as a picture: boxes in layers, lines as wide as they are busy, dashed and coloured where calls fail.</summary>
internal static class ServiceMapView
{
    private const double LayerWidth = 215;
    private const double RowHeight = 62;
    private const double BoxWidth = 120;
    private const double BoxHeight = 32;
    private const double Left = 10;
    private const double Top = 16;
    private const int NameLength = 16;

    // With more edges than this only those that fail are written on: texts would lie on one another.
    private const int EdgesWithText = 8;

    /// <summary>The place of a node whose box was drawn with its upper left corner at a point of the picture, on a grid of quarters.</summary>
    public static NodePlace PlaceOf(string node, double x, double y) => new(
        node, Quarter((x - Left) / LayerWidth, NodePlace.LastColumn), Quarter((y - Top) / RowHeight, NodePlace.LastRow));

    public static MarkupView From(ServiceMapDefinition definition, IReadOnlyList<LiveSnapshot> answers, LayeredLayout layout, long version) =>
        MarkupView.Of(answers, version, "No links are known. They appear when traces, flows or neighbours say who talks to whom.", view =>
        {
            var all = Edges(definition, answers);
            var kept = Busiest(definition, all);
            var edges = all.Where(e => kept.Contains(e.From) && kept.Contains(e.To)).ToList();
            if (edges.Count == 0)
                return view;
            var nodes = layout.Arrange([.. edges.Select(e => (e.From, e.To))], [.. definition.Places.Select(static p => new PlacedNode(p.Node, p.Column, p.Row))]);
            var states = States(definition, answers);
            var severities = nodes.ToDictionary(n => n.Name, n => definition.Nodes.Length > 0 ? Threshold.Judge(definition.NodeLimits, states.GetValueOrDefault(n.Name, double.NaN)) : Judge(definition, edges.Where(e => e.To == n.Name)), StringComparer.Ordinal);
            var leftOut = all.SelectMany(e => new[] { e.From, e.To }).Distinct(StringComparer.Ordinal).Count() - nodes.Count;
            return view with
            {
                Markup = Draw(definition, nodes, edges, severities),
                Note = $"rate{(definition.Errors.Length > 0 ? $" · {definition.ErrorsName}" : "")}{(definition.Latency.Length > 0 ? " · latency" : "")}{(leftOut > 0 ? $" · {leftOut} quieter nodes not shown" : "")}",
                Severity = edges.Select(e => e.Severity).Concat(severities.Values).Max(),
            };
        });

    private static List<Edge> Edges(ServiceMapDefinition definition, IReadOnlyList<LiveSnapshot> answers)
    {
        var errors = Index(definition, definition.Errors.Length > 0 ? answers[1] : null);
        var latency = Index(definition, definition.Latency.Length > 0 ? answers[definition.Errors.Length > 0 ? 2 : 1] : null);
        return [.. Index(definition, answers[0]).Where(e => double.IsFinite(e.Value)).Select(e =>
        {
            var failing = errors.GetValueOrDefault(e.Key, double.NaN);
            return new Edge(e.Key.From, e.Key.To, e.Value, failing, latency.GetValueOrDefault(e.Key, double.NaN), Threshold.Judge(definition.ErrorLimits, failing));
        }).OrderBy(e => e.From, StringComparer.Ordinal).ThenBy(e => e.To, StringComparer.Ordinal)];
    }

    private static Dictionary<string, double> States(ServiceMapDefinition definition, IReadOnlyList<LiveSnapshot> answers)
    {
        var states = new Dictionary<string, double>(StringComparer.Ordinal); // bound: elements of the answer
        foreach (var sample in definition.Nodes.Length > 0 ? answers[^1].Vector ?? [] : [])
            states[sample.Labels.Get(definition.Node) ?? ""] = sample.Value;
        return states;
    }

    private static Dictionary<(string From, string To), double> Index(ServiceMapDefinition definition, LiveSnapshot? answer)
    {
        var index = new Dictionary<(string From, string To), double>(); // bound: elements of the answer
        foreach (var sample in answer?.Vector ?? [])
        {
            if (sample.Labels.Get(definition.From) is { Length: > 0 } from && sample.Labels.Get(definition.To) is { Length: > 0 } to)
                index[(from, to)] = sample.Value;
        }
        return index;
    }

    private static HashSet<string> Busiest(ServiceMapDefinition definition, List<Edge> edges) =>
        edges.SelectMany(e => new[] { (Node: e.From, e.Rate), (Node: e.To, e.Rate) })
            .GroupBy(e => e.Node, StringComparer.Ordinal)
            .OrderByDescending(g => g.Sum(e => e.Rate)).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(definition.MaxNodes).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);

    // A node is as bad as what it answers: the errors of all calls to it, by how many they are.
    private static PerceivedSeverity Judge(ServiceMapDefinition definition, IEnumerable<Edge> calls)
    {
        var told = calls.Where(e => double.IsFinite(e.Errors) && e.Rate > 0).ToList();
        return told.Count == 0 ? PerceivedSeverity.Cleared : Threshold.Judge(definition.ErrorLimits, told.Sum(e => e.Errors * e.Rate) / told.Sum(e => e.Rate));
    }

    private static string Draw(ServiceMapDefinition definition, IReadOnlyList<PlacedNode> nodes, List<Edge> edges, Dictionary<string, PerceivedSeverity> severities)
    {
        var places = nodes.ToDictionary(n => n.Name, n => (X: (n.Layer * LayerWidth) + Left, Y: (n.Row * RowHeight) + Top), StringComparer.Ordinal);
        var width = (nodes.Max(n => n.Layer) * LayerWidth) + BoxWidth + 20;
        var height = (nodes.Max(n => n.Row) * RowHeight) + BoxHeight + 26;
        var busiest = edges.Max(e => e.Rate);
        var (lines, texts) = (new StringBuilder(), new StringBuilder());
        foreach (var edge in edges)
        {
            var (from, to) = (places[edge.From], places[edge.To]);
            var (x1, y1, x2, y2) = (from.X + BoxWidth, from.Y + (BoxHeight / 2), to.X, to.Y + (BoxHeight / 2));
            // To the same layer or back, around the right-hand side, so that no line runs through boxes.
            var isBack = x2 < x1;
            if (isBack)
                x2 = to.X + BoxWidth;
            var bend = isBack ? Math.Max(x1, x2) + 45 : (x1 + x2) / 2;
            var name = edge.Severity.ToString().ToLowerInvariant();
            var stroke = busiest > 0 ? 1.2 + (4 * Math.Sqrt(Math.Max(0, edge.Rate) / busiest)) : 1.2;
            var link = TracesOf(definition, edge.To, edge.Severity > PerceivedSeverity.Cleared);
            if (link.Length > 0)
                lines.Append($"<a href=\"{MarkupView.Text(link)}\" tabindex=\"-1\" aria-hidden=\"true\">");
            lines.Append($"<path class=\"edge\" data-severity=\"{name}\" stroke-width=\"{Number(stroke)}\" d=\"M{Number(x1)} {Number(y1)}C{Number(bend)} {Number(y1)} {Number(bend)} {Number(y2)} {Number(x2)} {Number(y2)}\">")
                .Append($"<title>{MarkupView.Text(edge.From)} → {MarkupView.Text(edge.To)}: {MarkupView.Text(edge.Figures(definition))}</title></path>{(link.Length > 0 ? "</a>" : "")}");
            if (edges.Count <= EdgesWithText || edge.Severity > PerceivedSeverity.Cleared)
            {
                var (x, y) = (Number(isBack ? bend - 12 : (x1 + x2) / 2), (y1 + y2) / 2);
                var figures = edge.Figures(definition).Split(" · ", 2);
                texts.Append($"<text class=\"figures\" text-anchor=\"middle\"><tspan x=\"{x}\" y=\"{Number(y - 5)}\">{MarkupView.Text(figures[0])}</tspan>");
                if (figures.Length > 1)
                    texts.Append($"<tspan x=\"{x}\" y=\"{Number(y + 13)}\">{MarkupView.Text(figures[1])}</tspan>");
                texts.Append("</text>");
            }
        }
        var boxes = new StringBuilder();
        foreach (var node in nodes)
        {
            var ((x, y), severity) = (places[node.Name], severities[node.Name]);
            var shown = node.Name.Length > NameLength ? node.Name[..(NameLength - 1)] + "…" : node.Name;
            var link = TracesOf(definition, node.Name, severity > PerceivedSeverity.Cleared);
            if (link.Length > 0)
                boxes.Append($"<a href=\"{MarkupView.Text(link)}\" tabindex=\"-1\" aria-hidden=\"true\">");
            boxes.Append($"<g class=\"node\" data-severity=\"{severity.ToString().ToLowerInvariant()}\" transform=\"translate({Number(x)} {Number(y)})\"><title>{MarkupView.Text(node.Name)}</title>")
                .Append($"<rect width=\"{Number(BoxWidth)}\" height=\"{Number(BoxHeight)}\" rx=\"5\"/><text x=\"{Number(BoxWidth / 2)}\" y=\"21\" text-anchor=\"middle\">{MarkupView.Text(shown)}</text>");
            if (severity > PerceivedSeverity.Cleared)
                boxes.Append(MarkupView.Mark(severity, $"x=\"{Number(BoxWidth - 12)}\" y=\"-10\" width=\"20\" height=\"20\""));
            boxes.Append(link.Length > 0 ? "</g></a>" : "</g>");
        }
        return $"<svg class=\"map\" viewBox=\"0 0 {Number(width)} {Number(height)}\" role=\"img\" aria-label=\"{MarkupView.Text(definition.Title)}: {nodes.Count} nodes. The table after it says the same.\">{lines}{boxes}{texts}</svg>{Table(definition, edges)}";
    }

    // From a service to its traces, and to those that failed where it does not do well. What else is drawn as a map has none.
    private static string TracesOf(ServiceMapDefinition definition, string service, bool isFailing) =>
        definition.Rate.Contains("traces_service_graph_", StringComparison.Ordinal) && service != ServiceEdge.User
            ? TraceAddress.Of(service, TimeRange.LastHour, isFailing) : "";

    // The same for those who cannot see the picture.
    private static string Table(ServiceMapDefinition definition, List<Edge> edges) =>
        $"<table class=\"visually-hidden\"><caption>{MarkupView.Text(definition.Title)}</caption><thead><tr><th>From</th><th>To</th><th>Severity</th><th>Figures</th></tr></thead><tbody>"
        + string.Concat(edges.Select(e => $"<tr><td>{MarkupView.Text(e.From)}</td><td>{Named(definition, e)}</td><td>{e.Severity.ToString().ToLowerInvariant()}</td><td>{MarkupView.Text(e.Figures(definition))}</td></tr>"))
        + "</tbody></table>";

    private static string Named(ServiceMapDefinition definition, Edge edge) =>
        TracesOf(definition, edge.To, edge.Severity > PerceivedSeverity.Cleared) is { Length: > 0 } link ? $"<a href=\"{MarkupView.Text(link)}\">{MarkupView.Text(edge.To)}</a>" : MarkupView.Text(edge.To);

    private static double Quarter(double value, double last) => double.IsFinite(value) ? Math.Clamp(Math.Round(value * 4) / 4, 0, last) : 0;

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private sealed record Edge(string From, string To, double Rate, double Errors, double Latency, PerceivedSeverity Severity)
    {
        public string Figures(ServiceMapDefinition definition)
        {
            var parts = new List<string>(3) { definition.Unit.Format(Rate).ToString() };
            if (double.IsFinite(Errors))
                parts.Add($"{Unit.Percent.Format(Errors)}");
            if (double.IsFinite(Latency))
                parts.Add($"{Unit.Seconds.Format(Latency)}");
            return string.Join(" · ", parts);
        }
    }
}
