using System.Text;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>
/// How unusual each entity is over time: a row of shaded cells an entity, the most unusual first, and beside them those
/// that stand out now, with their explanation where the series carries one as the label <c>explanation</c>.
/// </summary>
internal static class AnomalyView
{
    private const int CellWidth = 15;
    private const int CellHeight = 32;

    // Shades from "as ever" to "never seen"; noc.css has their colours.
    private const int Shades = 10;

    public static MarkupView From(AnomalyDefinition definition, LiveSnapshot answer, long version) =>
        MarkupView.Of([answer], version, "No anomaly scores. They appear when analytics watches these series.", view =>
        {
            var step = (long)definition.Step.TotalMilliseconds;
            var end = answer.Series.Max(s => s.Timestamps[^1]);
            var entities = answer.Series.Select(s => new Entity(Name(definition, s.Labels), s.Labels.Get("explanation"), Row(s, end, step), Since(s, definition.Limit)))
                .OrderByDescending(e => e.Row.Max()).ThenBy(e => e.Name, StringComparer.Ordinal).ToList();
            var shown = entities.Take(definition.MaxEntities).ToList();
            var standing = shown.Where(e => e.Since is not null).OrderByDescending(e => e.Latest).ToList();
            var markup = new StringBuilder("<div class=\"anomalies\">");
            Heat(markup, [.. shown.OrderBy(e => e.Name, StringComparer.Ordinal)]);
            List(markup, standing, definition);
            return view with
            {
                Markup = markup.Append("</div>").ToString(),
                Note = $"{(entities.Count > shown.Count ? $"{shown.Count} of {entities.Count} entities" : $"{entities.Count} {(entities.Count == 1 ? "entity" : "entities")}")} · {KpiView.Ago(definition.Range!.Value)}",
                Severity = standing.Count > 0 ? PerceivedSeverity.Warning : PerceivedSeverity.Cleared,
            };
        });

    private static void Heat(StringBuilder markup, List<Entity> entities)
    {
        var width = AnomalyDefinition.Columns * CellWidth;
        var names = string.Concat(entities.Select(e => $"<li title=\"{MarkupView.Text(e.Name)}\">{MarkupView.Text(e.Name)}</li>"));
        markup.Append("<div class=\"heat\"><ul>").Append(names).Append("</ul>")
            .Append($"<svg viewBox=\"0 0 {width} {entities.Count * CellHeight}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Scores over time. Those that stand out are listed beside.\">");
        // All cells of one shade are one path: a few hundred octets where rectangles would be many thousand.
        for (var shade = 0; shade < Shades; shade++)
        {
            var path = new StringBuilder();
            for (var row = 0; row < entities.Count; row++)
            {
                for (var column = 0; column < AnomalyDefinition.Columns; column++)
                {
                    if (Shade(entities[row].Row[column]) == shade)
                        path.Append($"M{column * CellWidth} {(row * CellHeight) + 1}h{CellWidth - 1}v{CellHeight - 2}h-{CellWidth - 1}z");
                }
            }
            if (path.Length > 0)
                markup.Append($"<path data-shade=\"{shade}\" d=\"").Append(path).Append("\"/>");
        }
        markup.Append("</svg></div>");
    }

    private static void List(StringBuilder markup, List<Entity> standing, AnomalyDefinition definition)
    {
        markup.Append("<ul class=\"insights\">");
        foreach (var entity in standing)
        {
            markup.Append("<li>").Append(MarkupView.Mark(PerceivedSeverity.Warning)).Append("<div><p>").Append(MarkupView.Text(entity.Name))
                .Append($"</p><small>score {entity.Latest:0.00}, at or above {definition.Limit:0.##} for <time data-since=\"{entity.Since}\"></time>");
            if (entity.Explanation.Length > 0)
                markup.Append(" · ").Append(MarkupView.Text(entity.Explanation));
            markup.Append("</small></div></li>");
        }
        if (standing.Count == 0)
            markup.Append("<li>").Append(MarkupView.Mark(PerceivedSeverity.Cleared)).Append($"<div><p>Nothing stands out</p><small>no score reaches {definition.Limit:0.##}</small></div></li>");
        markup.Append("</ul>");
    }

    private static int Shade(double score) => double.IsNaN(score) ? -1 : (int)Math.Clamp(score * Shades, 0, Shades - 1);

    private static double[] Row(RangeSeries series, long end, long step)
    {
        var row = new double[AnomalyDefinition.Columns];
        Array.Fill(row, double.NaN);
        for (var i = 0; i < series.Values.Length; i++)
        {
            var at = row.Length - 1 - ((end - series.Timestamps[i]) / step);
            if (at >= 0 && at < row.Length && double.IsFinite(series.Values[i]))
                row[at] = double.IsNaN(row[at]) ? series.Values[i] : Math.Max(row[at], series.Values[i]);
        }
        return row;
    }

    // Since when the score has been at the limit without a break; null where it is not now.
    private static long? Since(RangeSeries series, double limit)
    {
        if (!(series.Values[^1] >= limit))
            return null;
        var below = Array.FindLastIndex(series.Values, v => !(v >= limit));
        return series.Timestamps[below + 1];
    }

    private static string Name(AnomalyDefinition definition, Labels labels) => LabelTemplate.Fill(definition.Entity, labels) is { Length: > 0 } name ? name : labels.ToString();

    private sealed record Entity(string Name, string Explanation, double[] Row, long? Since)
    {
        public double Latest => Row.LastOrDefault(double.IsFinite, double.NaN);
    }
}
