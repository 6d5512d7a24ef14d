using System.Globalization;
using System.Text;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;

namespace Dashboard.Web.Components.Flows;

/// <summary>A Sankey diagram as a drawing: links as wide as their octets, each node with its name, and a table that says the same.</summary>
internal static class FlowSankeyDrawing
{
    private const double Width = 780;
    private const double NodeWidth = 9;
    private const double Middle = (Width - NodeWidth) / 2;

    // Room for all octets of a column, and beside that for a node's name where it has hardly any.
    private const double Octets = 230;
    private const double Name = 17;
    private const int NameLength = 30;

    /// <param name="sankey">The diagram.</param>
    /// <param name="seconds">What rates are over.</param>
    /// <param name="from">Where a source leads, by its name; the same of interfaces and destinations.</param>
    /// <param name="by">Where an interface leads.</param>
    /// <param name="to">Where a destination leads.</param>
    public static string Draw(FlowSankey sankey, double seconds, Func<FlowNode, string> from, Func<FlowNode, string> by, Func<FlowNode, string> to)
    {
        var height = Math.Max(sankey.Sources.Count, Math.Max(sankey.Interfaces.Count, sankey.Destinations.Count)) * Name + Octets + 8;
        var scale = sankey.Octets == 0 ? 0 : Octets / sankey.Octets;
        var (left, middle, right) = (Places(sankey.Sources, scale, height), Places(sankey.Interfaces, scale, height), Places(sankey.Destinations, scale, height));
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"<svg class=\"sankey\" viewBox=\"0 0 {Width} {height:0.#}\" role=\"group\" aria-label=\"From sources by interfaces to destinations. The table after it says the same.\">"));
        Links(text, sankey.Into, (sankey.Sources, left, NodeWidth), (sankey.Interfaces, middle, Middle), scale, seconds, isColouredByTarget: false);
        Links(text, sankey.OutOf, (sankey.Interfaces, middle, Middle + NodeWidth), (sankey.Destinations, right, Width - NodeWidth), scale, seconds, isColouredByTarget: true);
        Nodes(text, sankey.Sources, left, 0, scale, seconds, from, isColoured: true, isLast: false);
        Nodes(text, sankey.Interfaces, middle, Middle, scale, seconds, by, isColoured: false, isLast: false);
        Nodes(text, sankey.Destinations, right, Width - NodeWidth, scale, seconds, to, isColoured: true, isLast: true);
        return text.Append("</svg>").Append(Table(sankey, seconds)).ToString();
    }

    // Where each node begins; the column stands in the middle of the height.
    private static double[] Places(IReadOnlyList<FlowNode> nodes, double scale, double height)
    {
        var places = new double[nodes.Count];
        var y = (height - (nodes.Count * Name) - nodes.Sum(n => n.Octets * scale)) / 2;
        for (var i = 0; i < nodes.Count; i++)
        {
            places[i] = y + (Name / 2);
            y += Name + (nodes[i].Octets * scale);
        }
        return places;
    }

    private static void Links(
        StringBuilder text, IReadOnlyList<FlowLink> links, (IReadOnlyList<FlowNode> Nodes, double[] Places, double X) from, (IReadOnlyList<FlowNode> Nodes, double[] Places, double X) to, double scale, double seconds, bool isColouredByTarget)
    {
        var (starts, ends, bend) = (from.Places.ToArray(), to.Places.ToArray(), (from.X + to.X) / 2);
        foreach (var link in links)
        {
            var width = link.Octets * scale;
            var (y1, y2) = (starts[link.From] + (width / 2), ends[link.To] + (width / 2));
            (starts[link.From], ends[link.To]) = (starts[link.From] + width, ends[link.To] + width);
            var said = MarkupView.Text($"{from.Nodes[link.From].Name} → {to.Nodes[link.To].Name}: {Rate(link.Octets, seconds)}");
            var colour = isColouredByTarget ? Colour(to.Nodes, link.To) : Colour(from.Nodes, link.From);
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"link\" {colour} stroke-width=\"{Math.Max(0.6, width):0.##}\" d=\"M{from.X:0.#} {y1:0.##}C{bend:0.#} {y1:0.##} {bend:0.#} {y2:0.##} {to.X:0.#} {y2:0.##}\"><title>{said}</title></path>");
        }
    }

    private static void Nodes(StringBuilder text, IReadOnlyList<FlowNode> nodes, double[] places, double x, double scale, double seconds, Func<FlowNode, string> link, bool isColoured, bool isLast)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            var height = Math.Max(1.5, node.Octets * scale);
            var said = MarkupView.Text($"{node.Name}: {Rate(node.Octets, seconds)}");
            var shown = MarkupView.Text(node.Name.Length > NameLength ? node.Name[..(NameLength - 1)] + "…" : node.Name);
            if (!node.IsOthers)
                text.Append($"<a href=\"{MarkupView.Text(link(node))}\" aria-label=\"{said}\">");
            text.Append(CultureInfo.InvariantCulture, $"<g class=\"node\" {(isColoured ? Colour(nodes, i) : "")}><title>{said}</title><rect x=\"{x:0.#}\" y=\"{places[i]:0.##}\" width=\"{NodeWidth}\" height=\"{height:0.##}\"/>");
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{(isLast ? x - 6 : x + NodeWidth + 6):0.#}\" y=\"{places[i] + (height / 2) + 4:0.#}\"{(isLast ? " text-anchor=\"end\"" : "")}>{shown}</text></g>");
            if (!node.IsOthers)
                text.Append("</a>");
        }
    }

    private static string Colour(IReadOnlyList<FlowNode> nodes, int at) => nodes[at].IsOthers ? "data-others=\"\"" : string.Create(CultureInfo.InvariantCulture, $"data-colour=\"{at % 8}\"");

    private static string Table(FlowSankey sankey, double seconds)
    {
        var rows = sankey.Into.Select(l => (From: sankey.Sources[l.From].Name, To: sankey.Interfaces[l.To].Name, l.Octets))
            .Concat(sankey.OutOf.Select(l => (From: sankey.Interfaces[l.From].Name, To: sankey.Destinations[l.To].Name, l.Octets)));
        return "<div class=\"visually-hidden\"><table><caption>From sources by interfaces to destinations</caption><thead><tr><th>From</th><th>To</th><th>Traffic</th></tr></thead><tbody>"
            + string.Concat(rows.Select(r => $"<tr><td>{MarkupView.Text(r.From)}</td><td>{MarkupView.Text(r.To)}</td><td>{Rate(r.Octets, seconds)}</td></tr>")) + "</tbody></table></div>";
    }

    private static string Rate(ulong octets, double seconds) => Unit.BitsPerSecond.Format(octets * 8 / seconds).ToString();
}
