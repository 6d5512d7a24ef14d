using System.Globalization;
using System.Text;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;

namespace Dashboard.Web.Components.Logs;

/// <summary>How many lines there were over time: a bar for each step, stacked by severity, the worst at the bottom. Each bar leads to its own time. The drawing has no lengths of its own, so that it fills whatever it is given.</summary>
internal sealed class LogBars(LogHistogram histogram, long from, long to)
{
    private static readonly string[] Classes = ["critical", "critical", "critical", "err", "warning", "notice", "info", "debug"];

    private readonly long _most = Enumerable.Range(0, histogram.Bars).Select(bar => SumOf(histogram, bar)).Max();

    /// <summary>The values at the top and the bottom of the axis.</summary>
    public IEnumerable<string> Scale => new[] { _most, 0 }.Select(static v => Unit.Count.Format(v).ToString());

    /// <summary>The times at the ends and the middle of the axis.</summary>
    public IEnumerable<string> Times => new[] { 0, histogram.Bars / 2, histogram.Bars - 1 }.Select(Time);

    /// <summary>What a bar stands for.</summary>
    public string Note => $"{(histogram.LookedBackTo is null ? "" : "at least ")}{histogram.Total:N0} line{(histogram.Total == 1 ? "" : "s")}, a bar for {Step}";

    /// <summary>The drawing.</summary>
    /// <param name="link">Where a time leads.</param>
    public string Draw(Func<TimeRange, string> link)
    {
        var text = new StringBuilder($"<svg class=\"bars\" viewBox=\"0 0 {histogram.Bars * 10} 100\" preserveAspectRatio=\"none\" role=\"group\" aria-label=\"{MarkupView.Text(Summary())}\">");
        foreach (var y in new[] { 0, 100 })
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"line\" d=\"M0 {y}H{histogram.Bars * 10}\"/>");
        for (var bar = 0; bar < histogram.Bars; bar++)
            Draw(text, bar, link);
        return text.Append("</svg>").ToString();
    }

    /// <summary>The same as a table, for those who cannot see the drawing.</summary>
    public string Table()
    {
        var text = new StringBuilder("<div class=\"visually-hidden\"><table><caption>").Append(MarkupView.Text(Summary())).Append("</caption><thead><tr><th>Time</th>");
        foreach (var keyword in LogSeverities.Keywords)
            text.Append(CultureInfo.InvariantCulture, $"<th>{keyword}</th>");
        text.Append("</tr></thead><tbody>");
        for (var bar = 0; bar < histogram.Bars; bar++)
        {
            if (SumOf(histogram, bar) == 0)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"<tr><td>{Time(bar)}</td>");
            foreach (var count in histogram.Of(bar))
                text.Append(CultureInfo.InvariantCulture, $"<td>{count}</td>");
            text.Append("</tr>");
        }
        return text.Append("</tbody></table></div>").ToString();
    }

    private void Draw(StringBuilder text, int bar, Func<TimeRange, string> link)
    {
        var sum = SumOf(histogram, bar);
        if (sum == 0)
            return;
        var start = BeginOf(bar);
        var bad = histogram.Of(bar)[0] + histogram.Of(bar)[1] + histogram.Of(bar)[2] + histogram.Of(bar)[3];
        var said = MarkupView.Text($"{Time(bar)}: {sum:N0} line{(sum == 1 ? "" : "s")}{(bad > 0 ? $", {bad:N0} of them errors or worse" : "")}");
        // Read in the table instead; and a bar's time can be had by the time's menu.
        text.Append(CultureInfo.InvariantCulture, $"<a href=\"{MarkupView.Text(link(RangeOf(start)))}\" tabindex=\"-1\" aria-label=\"{said}\"><title>{said}</title><rect class=\"hit\" x=\"{bar * 10}\" width=\"10\" height=\"100\"/>");
        var y = 100.0;
        for (var severity = 0; severity < LogHistogram.Severities; severity++)
        {
            var height = histogram.Of(bar)[severity] * 100.0 / _most;
            if (height == 0)
                continue;
            y -= height;
            text.Append(CultureInfo.InvariantCulture, $"<rect data-level=\"{Classes[severity]}\" x=\"{(bar * 10) + 1}\" y=\"{y:0.##}\" width=\"8\" height=\"{height:0.##}\"/>");
        }
        text.Append("</a>");
    }

    private TimeRange RangeOf(long start) => TimeRange.Between(DateTimeOffset.FromUnixTimeMilliseconds(start), DateTimeOffset.FromUnixTimeMilliseconds(start + histogram.Step));

    private string Step => histogram.Step switch
    {
        < 60_000 => $"{histogram.Step / 1000} s",
        < 3_600_000 => $"{histogram.Step / 60_000} min",
        < 86_400_000 => $"{histogram.Step / 3_600_000} h",
        _ => $"{histogram.Step / 86_400_000} d",
    };

    private string Summary() => $"Lines over time, by severity: {Note}";

    private long BeginOf(int bar) => histogram.From + (bar * histogram.Step);

    private string Time(int bar) => DateTimeOffset.FromUnixTimeMilliseconds(BeginOf(bar)).ToString(to - from > 86_400_000 ? "d MMM HH:mm" : histogram.Step < 60_000 ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture);

    private static long SumOf(LogHistogram histogram, int bar)
    {
        long sum = 0;
        foreach (var count in histogram.Of(bar))
            sum += count;
        return sum;
    }
}
