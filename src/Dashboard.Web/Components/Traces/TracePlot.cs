using System.Globalization;
using System.Text;
using Dashboard.Domain.Tracing;
using Dashboard.Web.Live;
using Dashboard.Web.Tracing;

namespace Dashboard.Web.Components.Traces;

/// <summary>Traces as dots: when they started from left to right, how long they took from bottom to top, by powers of ten. Each leads to its trace.</summary>
internal static class TracePlot
{
    private const double Height = 110;

    public static string Draw(IReadOnlyList<TraceSummary> traces)
    {
        var (first, last) = (traces.Min(static t => t.Start), traces.Max(static t => t.Start));
        var (least, most) = (Level(traces.Min(static t => t.Duration)), Level(traces.Max(static t => t.Duration)));
        var text = new StringBuilder($"<svg class=\"dots\" width=\"100%\" height=\"{Height + 20}\" role=\"group\" aria-label=\"{traces.Count} traces by start and duration. The list below says the same.\">");
        // The powers of ten between the shortest and the longest.
        for (var level = Math.Floor(least); level <= Math.Ceiling(most); level++)
        {
            if (Math.Ceiling(most) - Math.Floor(least) > 5 && level % 2 != 0)
                continue;
            var y = Y(level, least, most);
            text.Append(CultureInfo.InvariantCulture, $"<line x1=\"0\" x2=\"100%\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text x=\"0\" y=\"{y - 3:0.#}\">{TraceText.Took((long)Math.Pow(10, level))}</text>");
        }
        foreach (var trace in traces.OrderBy(static t => t.Errors > 0))
        {
            var x = last == first ? 50 : 6 + (92.0 * (trace.Start - first) / (last - first));
            text.Append(CultureInfo.InvariantCulture, $"<a href=\"/traces/{trace.TraceId}\" tabindex=\"-1\" aria-hidden=\"true\"><title>{MarkupView.Text($"{trace.RootService} {trace.RootOperation}: {TraceText.Took(trace.Duration)}")}{(trace.Errors > 0 ? $", {trace.Errors} failed" : "")}</title><circle cx=\"{x:0.##}%\" cy=\"{Y(Level(trace.Duration), least, most):0.#}\" r=\"{(trace.Errors > 0 ? 5.5 : 4)}\"{(trace.Errors > 0 ? " data-failed=\"true\"" : "")}/></a>");
        }
        return text.Append("</svg>").ToString();
    }

    private static double Level(long nanoseconds) => Math.Log10(Math.Max(1000, nanoseconds));

    private static double Y(double level, double least, double most)
    {
        var (bottom, top) = (Math.Floor(least), Math.Max(Math.Floor(least) + 1, Math.Ceiling(most)));
        return 14 + (Height * (top - level) / (top - bottom));
    }
}
