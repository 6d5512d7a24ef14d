using System.Globalization;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing.Red;
using Dashboard.Web.Live;
using Dashboard.Web.Tracing;

namespace Dashboard.Web.Components.Traces;

/// <summary>
/// How long calls took, over time: a cell for each bucket and column, the stronger the more calls, and single spans as dots
/// that lead to their traces, failing ones as triangles. A table for those who cannot see it says the same in short.
/// </summary>
internal static class LatencyDrawing
{
    private const int RowHeight = 17;
    private const int Strengths = 8;
    private const int Times = 4;
    private const int FewestRows = 4;

    private const int MostFailing = 80;
    private const int ColumnsOfDots = 60;

    /// <summary>The drawing.</summary>
    /// <param name="heat">The counts, which may be none.</param>
    /// <param name="spans">Slow spans and failing ones.</param>
    public static string Draw(LatencyHeat heat, ServiceSpans spans)
    {
        // Without counts there is still an axis for the dots: the bounds that counts will have.
        if (heat.Bounds.Count == 0)
            heat = heat with { Bounds = [.. LatencyCounts.SpanBounds.Select(static b => b / 1e9), double.PositiveInfinity] };
        // One for each place: what fails all the time would lie on itself, and hide what failed an hour ago.
        var failing = spans.Slow.Where(static s => s.Status != SpanStatus.Ok).Concat(spans.Failing.Where(IsAnswer)).DistinctBy(s => PlaceOf(heat, s)).Take(MostFailing).ToList();
        var slow = spans.Slow.Where(static s => s.Status == SpanStatus.Ok).ToList();
        var (lowest, highest) = RowsOf(heat, [.. failing, .. slow]);
        var height = ((highest - lowest + 1) * RowHeight) + 20;
        var cells = new StringBuilder();
        Cells(cells, heat, lowest, highest);
        for (var i = 0; i < Times; i++)
            cells.Append(CultureInfo.InvariantCulture, $"<text x=\"{i * 100 / Times}%\" y=\"{height - 5}\">{Clock(heat, heat.From + ((heat.To - heat.From) * i / Times))}</text>");
        foreach (var span in slow)
            Dot(cells, heat, span, highest, "<circle r=\"4\"/>");
        foreach (var span in failing)
            Dot(cells, heat, span, highest, "<path d=\"M0-6L6 5H-6Z\"/>");
        var scale = new StringBuilder();
        for (var row = lowest; row <= highest; row++)
            scale.Append(CultureInfo.InvariantCulture, $"<text x=\"58\" y=\"{((highest - row) * RowHeight) + 12}\" text-anchor=\"end\">{Label(heat, row)}</text>");
        return $"<div class=\"heat\"><svg class=\"scale\" width=\"64\" height=\"{height}\" aria-hidden=\"true\">{scale}</svg>"
            + $"<svg class=\"cells\" width=\"100%\" height=\"{height}\" role=\"group\" aria-label=\"Calls by time and by how long they took. The table after it says the same.\">{cells}</svg></div>{Table(heat, lowest, highest, slow, failing)}";
    }

    private static void Cells(StringBuilder text, LatencyHeat heat, int lowest, int highest)
    {
        var most = heat.Counts.SelectMany(static r => r).DefaultIfEmpty().Max();
        for (var row = lowest; row <= highest; row++)
        {
            var y = (highest - row) * RowHeight;
            text.Append(CultureInfo.InvariantCulture, $"<line x1=\"0\" x2=\"100%\" y1=\"{y + RowHeight}\" y2=\"{y + RowHeight}\"/>");
            for (var column = 0; row < heat.Counts.Count && column < heat.Columns; column++)
            {
                var count = heat.Counts[row][column];
                if (count <= 0)
                    continue;
                // By powers, so that few slow calls are seen beside many fast ones.
                var strength = Math.Clamp((int)Math.Ceiling(Strengths * Math.Log(1 + count) / Math.Log(1 + most)), 1, Strengths);
                text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{100.0 * column / heat.Columns:0.##}%\" y=\"{y + 1}\" width=\"{100.0 / heat.Columns:0.##}%\" height=\"{RowHeight - 1}\" data-strength=\"{strength}\"><title>{Clock(heat, heat.BeginOf(column))}, {Label(heat, row)}: {Calls(count)}</title></rect>");
            }
        }
    }

    private static void Dot(StringBuilder text, LatencyHeat heat, SpanRecord span, int highest, string shape)
    {
        var failed = TraceText.Ended(span.Status);
        var said = MarkupView.Text($"{span.Operation}: {TraceText.Took(span.Duration)}{(failed.Length > 0 ? $", {failed}" : "")}");
        // By a clock that is ahead it may have started later than now, and stands at the edge. A nested drawing has its origin where the dot is; lengths and shares of the width cannot be mixed otherwise.
        text.Append(CultureInfo.InvariantCulture, $"<a href=\"{TraceAddress.Of(span.TraceId, span.SpanId)}\" tabindex=\"-1\" aria-hidden=\"true\"{(failed.Length > 0 ? " data-failed=\"true\"" : "")}><title>{said}</title><svg x=\"{TraceText.Part(span.Timestamp - heat.From, heat.To - heat.From)}\" y=\"{(highest + 1 - Level(heat, span.Duration / 1e9)) * RowHeight:0.#}\" overflow=\"visible\">{shape}</svg></a>");
    }

    private static string Table(LatencyHeat heat, int lowest, int highest, IReadOnlyList<SpanRecord> slow, IReadOnlyList<SpanRecord> failing)
    {
        var text = new StringBuilder("<div class=\"visually-hidden\"><table><caption>How long calls took</caption><thead><tr><th>Took</th><th>Calls</th><th>Most at</th></tr></thead><tbody>");
        for (var row = highest; row >= lowest; row--)
        {
            var counts = row < heat.Counts.Count ? heat.Counts[row] : [];
            var sum = counts.Sum();
            text.Append(CultureInfo.InvariantCulture, $"<tr><td>{Label(heat, row)}</td><td>{(sum > 0 ? Calls(sum) : "none")}</td><td>{(sum > 0 ? Clock(heat, heat.BeginOf(Array.IndexOf(counts, counts.Max()))) : "")}</td></tr>");
        }
        text.Append("</tbody></table><table><caption>Slow and failing calls that are shown</caption><thead><tr><th>Started</th><th>Operation</th><th>Took</th><th>How it ended</th></tr></thead><tbody>");
        foreach (var span in slow.Concat(failing))
            text.Append($"<tr><td>{Clock(heat, span.Timestamp)}</td><td>{MarkupView.Text(span.Operation)}</td><td>{TraceText.Took(span.Duration)}</td><td>{(span.Status == SpanStatus.Ok ? "well" : TraceText.Ended(span.Status))}</td></tr>");
        return text.Append("</tbody></table></div>").ToString();
    }

    // The rows that have something in them, and a few more where that would be a stripe.
    private static (int Lowest, int Highest) RowsOf(LatencyHeat heat, IReadOnlyList<SpanRecord> dots)
    {
        var used = Enumerable.Range(0, heat.Counts.Count).Where(row => heat.Counts[row].Any(static c => c > 0)).Concat(dots.Select(s => heat.RowOf(s.Duration / 1e9))).ToList();
        if (used.Count == 0)
            return (0, heat.Bounds.Count - 1);
        var (lowest, highest) = (used.Min(), used.Max());
        highest = Math.Min(heat.Bounds.Count - 1, Math.Max(highest, lowest + FewestRows - 1));
        return (Math.Max(0, Math.Min(lowest, highest - FewestRows + 1)), highest);
    }

    // Where a time lies on the axis in rows, by its logarithm between the bounds of its row.
    private static double Level(LatencyHeat heat, double seconds)
    {
        var row = heat.RowOf(seconds);
        var below = row > 0 ? heat.Bounds[row - 1] : heat.Bounds[0] / 2;
        var above = double.IsInfinity(heat.Bounds[row]) ? below * 4 : heat.Bounds[row];
        return row + (below > 0 && above > below ? Math.Clamp(Math.Log(Math.Max(seconds, below) / below) / Math.Log(above / below), 0.05, 0.95) : 0.5);
    }

    private static (int Row, long Column) PlaceOf(LatencyHeat heat, SpanRecord span) =>
        (heat.RowOf(span.Duration / 1e9), ColumnsOfDots * (span.Timestamp - heat.From) / Math.Max(1, heat.To - heat.From));

    private static bool IsAnswer(SpanRecord span) => span.Direction is SpanKind.Server or SpanKind.Consumer;

    private static string Label(LatencyHeat heat, int row) => double.IsInfinity(heat.Bounds[row])
        ? row > 0 ? $"&gt; {Unit.Seconds.FormatLimit(heat.Bounds[row - 1])}" : "any time"
        : $"≤ {Unit.Seconds.FormatLimit(heat.Bounds[row])}";

    private static string Calls(double count) => Math.Round(count) switch { 0 => "less than 1 call", 1 => "1 call", var many => $"{many:N0} calls" };

    private static string Clock(LatencyHeat heat, long time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time).ToString(heat.To - heat.From <= 86_400_000 ? "HH:mm" : "MM-dd HH:mm", CultureInfo.InvariantCulture);
}
