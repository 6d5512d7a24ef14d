using System.Globalization;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Web.Dashboards;

/// <summary>Time ranges as they are offered and read, and the steps between them.</summary>
public static class RangeText
{
    /// <summary>The ranges that are one click away.</summary>
    public static IReadOnlyList<(string Text, TimeSpan Span)> Quick { get; } =
    [
        ("5 min", TimeSpan.FromMinutes(5)), ("15 min", TimeSpan.FromMinutes(15)), ("30 min", TimeSpan.FromMinutes(30)),
        ("1 hour", TimeSpan.FromHours(1)), ("3 hours", TimeSpan.FromHours(3)), ("6 hours", TimeSpan.FromHours(6)),
        ("12 hours", TimeSpan.FromHours(12)), ("24 hours", TimeSpan.FromDays(1)), ("2 days", TimeSpan.FromDays(2)),
        ("7 days", TimeSpan.FromDays(7)), ("14 days", TimeSpan.FromDays(14)), ("30 days", TimeSpan.FromDays(30)),
    ];

    /// <summary>A range as people say it: "1 hour", "now-2d to now-1d", "14:05 to 14:20, 3 Mar".</summary>
    public static string Of(TimeRange range)
    {
        var (from, to) = range.Resolve(0);
        if (range.IsLive && range.From.StartsWith("now-", StringComparison.Ordinal))
            return Quick.FirstOrDefault(q => q.Span.TotalMilliseconds == to - from).Text ?? DurationText.Format(to - from);
        if (range.From.StartsWith("now", StringComparison.Ordinal) || range.To.StartsWith("now", StringComparison.Ordinal))
            return $"{range.From} to {range.To}";
        var (start, end) = (DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(to));
        return start.UtcDateTime.Date == end.UtcDateTime.Date
            ? string.Create(CultureInfo.InvariantCulture, $"{start:d MMM HH:mm} to {end:HH:mm}")
            : string.Create(CultureInfo.InvariantCulture, $"{start:d MMM HH:mm} to {end:d MMM HH:mm}");
    }

    /// <summary>Twice as long around the same middle; what is live stays so.</summary>
    public static TimeRange Wider(TimeRange range, long now)
    {
        var (from, to) = range.Resolve(now);
        var span = TimeSpan.FromMilliseconds(Math.Min((to - from) * 2, DashboardAddress.Longest.TotalMilliseconds));
        if (range.IsLive)
            return TimeRange.Last(span);
        var middle = from + ((to - from) / 2);
        var end = Math.Min(middle + (long)(span.TotalMilliseconds / 2), now);
        return Between(end - (long)span.TotalMilliseconds, end);
    }

    /// <summary>Half a range earlier (−1) or later (1); what would end in the future is live again.</summary>
    public static TimeRange Shifted(TimeRange range, long now, int direction)
    {
        var (from, to) = range.Resolve(now);
        var by = (to - from) / 2 * direction;
        return to + by >= now && direction > 0 ? TimeRange.Last(TimeSpan.FromMilliseconds(to - from)) : Between(from + by, to + by);
    }

    /// <summary>A range that stands still, from bounds in milliseconds since 1970; to the second.</summary>
    public static TimeRange Between(long from, long to) =>
        TimeRange.Between(DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, from)), DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(1000, to)));
}
