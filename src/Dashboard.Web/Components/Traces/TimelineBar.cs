using System.Globalization;
using System.Text;
using Dashboard.Domain.Tracing.Timeline;
using Dashboard.Web.Live;
using Dashboard.Web.Tracing;

namespace Dashboard.Web.Components.Traces;

/// <summary>A span as a bar on the axis of its trace, with its events as ticks and what the duration of the trace hangs on as a line below.</summary>
internal static class TimelineBar
{
    /// <summary>The times along the axis.</summary>
    public static string Axis(long duration) =>
        $"<svg width=\"100%\" height=\"16\" aria-hidden=\"true\">{string.Concat(Enumerable.Range(0, 4).Select(i => $"<text x=\"{i * 25}%\" y=\"12\">{TraceText.Took(duration * i / 4)}</text>"))}</svg>";

    public static string Draw(TimelineRow row, long duration, int series)
    {
        var text = new StringBuilder("<svg width=\"100%\" height=\"18\" aria-hidden=\"true\">");
        text.Append(CultureInfo.InvariantCulture, $"<rect class=\"span\" data-series=\"{series}\" x=\"{TraceText.Part(row.Start, duration)}\" width=\"{TraceText.Width(row.Span.Duration, duration)}\" y=\"2\" height=\"10\" rx=\"2\"/>");
        foreach (var (from, to) in row.Critical)
            text.Append(CultureInfo.InvariantCulture, $"<rect class=\"critical\" x=\"{TraceText.Part(from, duration)}\" width=\"{TraceText.Width(to - from, duration)}\" y=\"14\" height=\"3\"/>");
        foreach (var happened in row.Span.Events)
        {
            var at = TraceText.Part(row.Start + happened.Time - row.Span.Start, duration);
            text.Append(CultureInfo.InvariantCulture, $"<line class=\"event\" x1=\"{at}\" x2=\"{at}\" y1=\"0\" y2=\"14\"><title>{MarkupView.Text(happened.Name)}</title></line>");
        }
        return text.Append("</svg>").ToString();
    }
}
