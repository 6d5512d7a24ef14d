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
}
