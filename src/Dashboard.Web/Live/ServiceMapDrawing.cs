using System.Globalization;
using System.Text;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Tracing;

namespace Dashboard.Web.Live;

/// <summary>
/// A map as a picture: boxes in columns, of shapes that say what they are, lines as wide as they are busy, dashed and
/// coloured where calls fail; and the same as a table for those who cannot see it.
/// </summary>
internal static class ServiceMapDrawing
{
    private const double ColumnWidth = 215;
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
        node, Quarter((x - Left) / ColumnWidth, NodePlace.LastColumn), Quarter((y - Top) / RowHeight, NodePlace.LastRow));

    public static string Draw(ServiceMapDefinition definition, IReadOnlyList<MapNode> nodes, IReadOnlyList<MapEdge> edges)
    {
        var byName = nodes.ToDictionary(static n => n.Name, StringComparer.Ordinal);
        var width = (nodes.Max(static n => n.Place.Column) * ColumnWidth) + BoxWidth + 20;
        var height = (nodes.Max(static n => n.Place.Row) * RowHeight) + BoxHeight + 26;
        var busiest = edges.Max(static e => e.Rate);
        var (lines, boxes, texts) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        // What a service asks of itself has no line; the table has it.
        foreach (var edge in edges.Where(static e => e.From != e.To))
            Add(lines, edges.Count <= EdgesWithText || edge.Severity > PerceivedSeverity.Cleared ? texts : null, definition, edge, byName, busiest);
        foreach (var node in nodes)
            Add(boxes, definition, node);
        return $"<svg class=\"map\" viewBox=\"0 0 {Number(width)} {Number(height)}\" role=\"img\" aria-label=\"{MarkupView.Text(definition.Title)}: {nodes.Count} nodes. The table after it says the same.\">{lines}{boxes}{texts}</svg>{Table(definition, edges, byName)}";
    }

    private static void Add(StringBuilder lines, StringBuilder? texts, ServiceMapDefinition definition, MapEdge edge, Dictionary<string, MapNode> nodes, double busiest)
    {
        var (from, to) = (CornerOf(nodes[edge.From]), CornerOf(nodes[edge.To]));
        var (x1, y1, x2, y2) = (from.X + BoxWidth, from.Y + (BoxHeight / 2), to.X, to.Y + (BoxHeight / 2));
        // To the same column or back, around the right-hand side, so that no line runs through boxes.
        var isBack = x2 < x1;
        if (isBack)
            x2 = to.X + BoxWidth;
        var bend = isBack ? Math.Max(x1, x2) + 45 : (x1 + x2) / 2;
        var severity = edge.Severity.ToString().ToLowerInvariant();
        var stroke = busiest > 0 ? 1.2 + (4 * Math.Sqrt(Math.Max(0, edge.Rate) / busiest)) : 1.2;
        var link = TracesOf(definition, edge, nodes);
        var path = $"d=\"M{Number(x1)} {Number(y1)}C{Number(bend)} {Number(y1)} {Number(bend)} {Number(y2)} {Number(x2)} {Number(y2)}\"";
        // A line is thin: what is not seen around it takes the pointer as well.
        if (link.Length > 0)
            lines.Append($"<a href=\"{MarkupView.Text(link)}\" tabindex=\"-1\" aria-hidden=\"true\"><path class=\"reach\" {path}/>");
        lines.Append($"<path class=\"edge\" data-severity=\"{severity}\" stroke-width=\"{Number(stroke)}\" {path}>")
            .Append($"<title>{MarkupView.Text(edge.From)} → {MarkupView.Text(edge.To)}: {MarkupView.Text(edge.Figures(definition))}{(edge.IsByMessage ? ", by messages" : "")}</title></path>{(link.Length > 0 ? "</a>" : "")}");
        if (edge.IsByMessage)
            lines.Append($"<circle class=\"way\" data-severity=\"{severity}\" cx=\"{Number(x1 + 7)}\" cy=\"{Number(y1)}\" r=\"4.5\"/>");
        if (texts is null)
            return;
        var (x, y) = (Number(isBack ? bend - 12 : (x1 + x2) / 2), (y1 + y2) / 2);
        var figures = edge.Figures(definition).Split(" · ", 2);
        texts.Append($"<text class=\"figures\" text-anchor=\"middle\"><tspan x=\"{x}\" y=\"{Number(y - 5)}\">{MarkupView.Text(figures[0])}</tspan>");
        if (figures.Length > 1)
            texts.Append($"<tspan x=\"{x}\" y=\"{Number(y + 13)}\">{MarkupView.Text(figures[1])}</tspan>");
        texts.Append("</text>");
    }

    private static void Add(StringBuilder boxes, ServiceMapDefinition definition, MapNode node)
    {
        var (x, y) = CornerOf(node);
        var shown = node.Name.Length > NameLength ? node.Name[..(NameLength - 1)] + "…" : node.Name;
        var link = PageOf(definition, node);
        if (link.Length > 0)
            boxes.Append($"<a href=\"{MarkupView.Text(link)}\" tabindex=\"-1\" aria-hidden=\"true\">");
        boxes.Append($"<g class=\"node\" data-name=\"{MarkupView.Text(node.Name)}\" data-kind=\"{node.Kind.ToString().ToLowerInvariant()}\" data-severity=\"{node.Severity.ToString().ToLowerInvariant()}\" transform=\"translate({Number(x)} {Number(y)})\"><title>{MarkupView.Text(node.Name + Said(node.Kind))}</title>")
            .Append($"{Shape(node.Kind)}<text x=\"{Number(BoxWidth / 2)}\" y=\"21\" text-anchor=\"middle\">{MarkupView.Text(shown)}</text>");
        if (node.Severity > PerceivedSeverity.Cleared)
            boxes.Append(MarkupView.Mark(node.Severity, $"x=\"{Number(BoxWidth - 12)}\" y=\"-10\" width=\"20\" height=\"20\""));
        boxes.Append(link.Length > 0 ? "</g></a>" : "</g>");
    }

    // A box; a drum for what stores; round ends for what is none of ours.
    private static string Shape(MapNodeKind kind) => kind switch
    {
        MapNodeKind.Database => $"<path class=\"box\" d=\"M0 4C0 -2 {BoxWidth} -2 {BoxWidth} 4V{BoxHeight - 4}C{BoxWidth} {BoxHeight + 2} 0 {BoxHeight + 2} 0 {BoxHeight - 4}Z\"/><path class=\"lid\" d=\"M0 4C0 10 {BoxWidth} 10 {BoxWidth} 4\"/>",
        MapNodeKind.External => $"<rect class=\"box\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"{BoxHeight / 2}\"/>",
        _ => $"<rect class=\"box\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"5\"/>",
    };

    private static string Said(MapNodeKind kind) => kind switch { MapNodeKind.Database => ", a database", MapNodeKind.External => ", outside", _ => "" };

    private static (double X, double Y) CornerOf(MapNode node) => ((node.Place.Column * ColumnWidth) + Left, (node.Place.Row * RowHeight) + Top);

    // From a service to its page. What else is drawn as a map has none.
    private static string PageOf(ServiceMapDefinition definition, MapNode node) =>
        IsOfTraces(definition) && node.Kind == MapNodeKind.Service ? TraceAddress.Of(node.Name, TimeRange.LastHour, node.Severity > PerceivedSeverity.Cleared) : "";

    // From an edge to the traces of the side that tells of it, and to those that failed where it does not do well.
    private static string TracesOf(ServiceMapDefinition definition, MapEdge edge, Dictionary<string, MapNode> nodes) =>
        IsOfTraces(definition) ? TraceAddress.Of(nodes[edge.To].Kind == MapNodeKind.Service ? edge.To : edge.From, TimeRange.LastHour, edge.Severity > PerceivedSeverity.Cleared) : "";

    private static bool IsOfTraces(ServiceMapDefinition definition) => definition.Rate.Contains("traces_service_graph_", StringComparison.Ordinal);

    // The same for those who cannot see the picture.
    private static string Table(ServiceMapDefinition definition, IReadOnlyList<MapEdge> edges, Dictionary<string, MapNode> nodes) =>
        $"<table class=\"visually-hidden\"><caption>{MarkupView.Text(definition.Title)}</caption><thead><tr><th>From</th><th>To</th><th>Severity</th><th>Figures</th></tr></thead><tbody>"
        + string.Concat(edges.Select(e => $"<tr><td>{MarkupView.Text(e.From)}</td><td>{Named(definition, e, nodes)}</td><td>{e.Severity.ToString().ToLowerInvariant()}</td><td>{MarkupView.Text(e.Figures(definition))}{(e.IsByMessage ? ", by messages" : "")}</td></tr>"))
        + "</tbody></table>";

    private static string Named(ServiceMapDefinition definition, MapEdge edge, Dictionary<string, MapNode> nodes)
    {
        var name = MarkupView.Text(edge.To + Said(nodes[edge.To].Kind));
        return TracesOf(definition, edge, nodes) is { Length: > 0 } link ? $"<a href=\"{MarkupView.Text(link)}\">{name}</a>" : name;
    }

    private static double Quarter(double value, double last) => double.IsFinite(value) ? Math.Clamp(Math.Round(value * 4) / 4, 0, last) : 0;

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
