using System.Globalization;
using System.Text;
using Dashboard.Domain.Tracing.Timeline;
using Dashboard.Web.Live;
using Dashboard.Web.Tracing;

namespace Dashboard.Web.Components.Traces;

/// <summary>A flame graph, causes above what they caused, and the same as a table for those who cannot see it.</summary>
internal static class FlameDrawing
{
    private const int RowHeight = 20;
    private const int MostBars = 2000;

    /// <param name="bars">The bars.</param>
    /// <param name="seriesOf">Which colour a service has.</param>
    public static string Draw(IReadOnlyList<FlameBar> bars, Func<string, int> seriesOf)
    {
        var whole = bars.Where(static b => b.Depth == 0).Sum(static b => b.Time);
        // What is thinner than a hair cannot be seen.
        var seen = bars.Where(b => b.Time * 2000 >= whole).Take(MostBars).ToList();
        var height = (seen.Select(static b => b.Depth).DefaultIfEmpty().Max() + 1) * RowHeight;
        var text = new StringBuilder($"<svg class=\"flames\" width=\"100%\" height=\"{height}\" role=\"img\" aria-label=\"Flame graph. The table after it says the same.\">");
        foreach (var bar in seen)
        {
            var said = MarkupView.Text($"{bar.Service} {bar.Operation}: {TraceText.Took(bar.Time)}, {TraceText.Took(bar.SelfTime)} of its own, {TraceText.Count(bar.Spans, "span")}{(bar.Errors > 0 ? $", {bar.Errors} failed" : "")}");
            text.Append(CultureInfo.InvariantCulture, $"<svg x=\"{TraceText.Part(bar.From, whole)}\" width=\"{TraceText.Width(bar.Time, whole)}\" y=\"{bar.Depth * RowHeight}\" height=\"{RowHeight - 2}\"><title>{said}</title><rect width=\"100%\" height=\"100%\" data-series=\"{seriesOf(bar.Service)}\"{(bar.Errors > 0 ? " data-failed=\"true\"" : "")}/><text x=\"4\" y=\"13\">{MarkupView.Text(bar.Operation)}</text></svg>");
        }
        text.Append("</svg><table class=\"visually-hidden\"><caption>Where the time went</caption><thead><tr><th>Service</th><th>Operation</th><th>Time</th><th>Of its own</th><th>Spans</th><th>Failed</th></tr></thead><tbody>");
        foreach (var bar in seen)
            text.Append(CultureInfo.InvariantCulture, $"<tr><td>{MarkupView.Text(bar.Service)}</td><td>{MarkupView.Text(bar.Operation)}</td><td>{TraceText.Took(bar.Time)}</td><td>{TraceText.Took(bar.SelfTime)}</td><td>{bar.Spans}</td><td>{bar.Errors}</td></tr>");
        return text.Append("</tbody></table>").ToString();
    }
}
