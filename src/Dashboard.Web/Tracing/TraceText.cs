using System.Globalization;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Tracing;

/// <summary>What is told of spans, in words.</summary>
internal static class TraceText
{
    /// <summary>A time that something took, such as 12.3 ms.</summary>
    public static string Took(long nanoseconds) => Unit.Seconds.Format(nanoseconds / 1e9).ToString();

    /// <summary>A time in UTC to the microsecond.</summary>
    public static string Time(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>How a span ended, in a word; nothing where it ended well.</summary>
    public static string Ended(SpanStatus status) => status switch { SpanStatus.Error => "failed", SpanStatus.Timeout => "timed out", SpanStatus.Cancelled => "cancelled", _ => "" };

    /// <summary>Number of something, with its plural.</summary>
    public static string Count(int count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");

    /// <summary>Where something lies on an axis, in per cent as SVG writes them.</summary>
    public static string Part(long at, long of) => string.Create(CultureInfo.InvariantCulture, $"{(of <= 0 ? 0 : Math.Clamp(100.0 * at / of, 0, 100)):0.###}%");

    /// <summary>How wide something is on an axis, likewise, and wide enough to be seen.</summary>
    public static string Width(long length, long of) => string.Create(CultureInfo.InvariantCulture, $"{(of <= 0 ? 100 : Math.Clamp(100.0 * length / of, 0.15, 100)):0.###}%");

    /// <summary>A value beside what it was a day before, in signs: <c>+12 %</c>; of shares, which are per cent already, in points. Empty where one of them is not known.</summary>
    public static string Change(double now, double before, bool isShare = false)
    {
        if (!double.IsFinite(now) || !double.IsFinite(before))
            return "";
        var change = isShare ? now - before : before > 0 ? 100 * (now - before) / before : now > 0 ? double.PositiveInfinity : 0;
        var text = isShare ? Math.Abs(change).ToString(Math.Abs(change) < 9.95 ? "0.0" : "0") : Math.Abs(change).ToString("0");
        if (double.IsInfinity(change))
            return "new";
        if (text is "0" or "0.0")
            return "same";
        return $"{(change > 0 ? "+" : "−")}{text} {(isShare ? "pt" : "%")}";
    }

    /// <summary>The same in words: <c>12 % slower than a day before (85.0 ms)</c>.</summary>
    /// <param name="now">The value.</param>
    /// <param name="before">What it was.</param>
    /// <param name="unit">The unit of both.</param>
    /// <param name="more">The word for a value that has grown.</param>
    /// <param name="less">The word for one that has shrunk.</param>
    public static string Changed(double now, double before, Unit unit, string more, string less)
    {
        if (!double.IsFinite(before))
            return "no data a day before";
        var said = unit.Format(before);
        return Change(now, before, unit == Unit.Percent) switch
        {
            "" => $"{said} a day before",
            "same" => $"the same as a day before ({said})",
            "new" => "none a day before",
            var change => $"{change[1..].Replace("pt", "points", StringComparison.Ordinal)} {(change[0] == '+' ? more : less)} than a day before ({said})",
        };
    }
}
