using System.Globalization;
using System.Text;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Dashboards;
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
        {
            var way = WayOf(byName[edge.From], byName[edge.To], nodes);
            width = Math.Max(width, way.Right + 8);
            Add(lines, definition, edge, way, TracesOf(definition, edge, byName), busiest);
            if (edges.Count <= EdgesWithText || edge.Severity > PerceivedSeverity.Cleared)
                AddFigures(texts, definition, edge, way);
        }
        foreach (var node in nodes)
            Add(boxes, definition, node);
        return $"<svg class=\"map\" viewBox=\"0 0 {Number(width)} {Number(height)}\" role=\"group\" aria-label=\"{MarkupView.Text(definition.Title)}: {nodes.Count} nodes. The table after it says the same.\"><g aria-hidden=\"true\">{lines}{boxes}{texts}</g></svg>{Table(definition, edges, byName)}";
    }

    // From a box's right side to the next one's left, between the boxes of the columns that are passed. To the same column or
    // back it goes around the right-hand side.
    private static Way WayOf(MapNode from, MapNode to, IReadOnlyList<MapNode> nodes)
    {
        var (first, last) = (CornerOf(from), CornerOf(to));
        var (x, y, endX, endY) = (first.X + BoxWidth, first.Y + (BoxHeight / 2), last.X, last.Y + (BoxHeight / 2));
        var path = new StringBuilder($"M{Number(x)} {Number(y)}");
        if (endX < x)
        {
            endX = last.X + BoxWidth;
            var bend = Math.Max(x, endX) + 45;
            path.Append($"C{Number(bend)} {Number(y)} {Number(bend)} {Number(endY)} {Number(endX)} {Number(endY)}");
            return new Way(path.ToString(), x, y, bend - 12, (y + endY) / 2, bend);
        }
        (double X, double Y)? text = null;
        var (startX, startY) = (x, y);
        for (var column = Math.Floor(from.Place.Column) + 1; column < to.Place.Column; column++)
        {
            var left = (column * ColumnWidth) + Left;
            var passed = nodes.Where(n => Math.Abs(n.Place.Column - column) < 0.6).Select(static n => CornerOf(n).Y + (BoxHeight / 2)).ToList();
            if (passed.Count == 0 || left <= startX)
                continue;
            var between = Between(startY + ((endY - startY) * (left + (BoxWidth / 2) - startX) / (endX - startX)), passed);
            text ??= ((x + left) / 2, (y + between) / 2);
            path.Append(Curve(x, y, left, between)).Append($"H{Number(left + BoxWidth)}");
            (x, y) = (left + BoxWidth, between);
        }
        path.Append(Curve(x, y, endX, endY));
        var (textX, textY) = text ?? ((x + endX) / 2, (y + endY) / 2);
        return new Way(path.ToString(), startX, startY, textX, textY, endX);
    }

    // The nearest height to a wished one that is in none of the boxes whose middles are given.
    private static double Between(double wished, List<double> boxes)
    {
        const double clear = (BoxHeight / 2) + 6;
        bool IsFree(double y) => boxes.TrueForAll(b => Math.Abs(b - y) >= clear);
        return IsFree(wished) ? wished : boxes.SelectMany(static b => new[] { b - (RowHeight / 2), b + (RowHeight / 2) }).Where(IsFree).DefaultIfEmpty(wished).MinBy(y => Math.Abs(y - wished));
    }

    private static string Curve(double x, double y, double toX, double toY) => $"C{Number((x + toX) / 2)} {Number(y)} {Number((x + toX) / 2)} {Number(toY)} {Number(toX)} {Number(toY)}";

    private static void Add(StringBuilder lines, ServiceMapDefinition definition, MapEdge edge, Way way, string link, double busiest)
    {
        var severity = edge.Severity.ToString().ToLowerInvariant();
        var stroke = busiest > 0 ? 1.2 + (4 * Math.Sqrt(Math.Max(0, edge.Rate) / busiest)) : 1.2;
        // A line is thin: what is not seen around it takes the pointer as well.
        if (link.Length > 0)
            lines.Append($"<a href=\"{MarkupView.Text(link)}\" tabindex=\"-1\"><path class=\"reach\" d=\"{way.Path}\"/>");
        lines.Append($"<path class=\"edge\" data-severity=\"{severity}\" stroke-width=\"{Number(stroke)}\" d=\"{way.Path}\">")
            .Append($"<title>{MarkupView.Text(edge.From)} → {MarkupView.Text(edge.To)}: {MarkupView.Text(edge.Figures(definition))}{(edge.IsByMessage ? ", by messages" : "")}</title></path>{(link.Length > 0 ? "</a>" : "")}");
        if (edge.IsByMessage)
            lines.Append($"<circle class=\"way\" data-severity=\"{severity}\" cx=\"{Number(way.X + 7)}\" cy=\"{Number(way.Y)}\" r=\"4.5\"/>");
    }

    private static void AddFigures(StringBuilder texts, ServiceMapDefinition definition, MapEdge edge, Way way)
    {
        var figures = edge.Figures(definition).Split(" · ", 2);
        texts.Append($"<text class=\"figures\" text-anchor=\"middle\"><tspan x=\"{Number(way.TextX)}\" y=\"{Number(way.TextY - 5)}\">{MarkupView.Text(figures[0])}</tspan>");
        if (figures.Length > 1)
            texts.Append($"<tspan x=\"{Number(way.TextX)}\" y=\"{Number(way.TextY + 13)}\">{MarkupView.Text(figures[1])}</tspan>");
        texts.Append("</text>");
    }

    private static void Add(StringBuilder boxes, ServiceMapDefinition definition, MapNode node)
    {
        var (x, y) = CornerOf(node);
        var shown = node.Name.Length > NameLength ? node.Name[..(NameLength - 1)] + "…" : node.Name;
        var link = PageOf(definition, node);
        if (link.Length > 0)
            boxes.Append($"<a href=\"{MarkupView.Text(link)}\" tabindex=\"-1\">");
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

    // From a service to its page, and from a namespace to its services. What else is drawn as a map has none.
    private static string PageOf(ServiceMapDefinition definition, MapNode node) =>
        !IsOfTraces(definition) || node.Kind != MapNodeKind.Service ? "" : IsOfServices(definition) ? new ServiceAddress(node.Name).Link() : ServicesOf(node.Name);

    // From an edge to the traces of the side that tells of it, and to those that failed where it does not do well.
    private static string TracesOf(ServiceMapDefinition definition, MapEdge edge, Dictionary<string, MapNode> nodes) =>
        !IsOfTraces(definition) ? "" : !IsOfServices(definition) ? ServicesOf(edge.To)
        : TraceAddress.Of(nodes[edge.To].Kind == MapNodeKind.Service ? edge.To : edge.From, TimeRange.LastHour, edge.Severity > PerceivedSeverity.Cleared);

    private static bool IsOfTraces(ServiceMapDefinition definition) => definition.Rate.Contains("traces_service_graph_", StringComparison.Ordinal);

    private static bool IsOfServices(ServiceMapDefinition definition) => definition is { From: "client", To: "server" };

    private static string ServicesOf(string name) => $"/d/{ServiceLimits.Dashboard}" + new DashboardAddress().With("namespace", [name]).Write();

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

    /// <summary>A line: its path, where it begins, where its figures stand, and how far right it goes.</summary>
    private readonly record struct Way(string Path, double X, double Y, double TextX, double TextY, double Right);
}
