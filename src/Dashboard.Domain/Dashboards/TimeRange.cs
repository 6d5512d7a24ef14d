using System.Globalization;
using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Domain.Dashboards;

/// <summary>
/// From when to when, as it is written in an address: <c>now</c>, <c>now-6h</c>, a date such as
/// <c>2026-03-01T12:00:00Z</c>, or milliseconds since 1970. What ends with <c>now</c> moves on.
/// </summary>
public readonly record struct TimeRange
{
    private const string Now = "now";
    private const string Refusal = "is no time: write now, now-6h, 2026-03-01T12:00:00Z or milliseconds since 1970";

    private TimeRange(string from, string to) => (From, To) = (from, to);

    public static TimeRange LastHour { get; } = new("now-1h", Now);

    /// <summary>The beginning, as it was written.</summary>
    public string From { get; }

    /// <summary>The end, as it was written.</summary>
    public string To { get; }

    /// <summary>Whether it moves on with the clock and is followed live.</summary>
    public bool IsLive => To == Now;

    /// <summary>The last <paramref name="span"/> until now.</summary>
    public static TimeRange Last(TimeSpan span) => new($"{Now}-{DurationText.Format((long)span.TotalMilliseconds)}", Now);

    /// <summary>A range that stands still.</summary>
    public static TimeRange Between(DateTimeOffset from, DateTimeOffset to) => new(Write(from), Write(to));

    /// <summary>Reads a range; where it is none, <paramref name="problem"/> says why in one sentence.</summary>
    public static bool TryParse(string from, string to, out TimeRange range, out string problem)
    {
        range = LastHour;
        problem = "";
        if (!TryResolve(from, 0, out var start))
            problem = $"'{Shown(from)}' {Refusal}.";
        else if (!TryResolve(to, 0, out var end))
            problem = $"'{Shown(to)}' {Refusal}.";
        else if (start >= end && from.StartsWith(Now, StringComparison.Ordinal) == to.StartsWith(Now, StringComparison.Ordinal))
            problem = "The range ends before it begins.";
        else
            range = new(from, to);
        return problem.Length == 0;
    }

    /// <summary>Its bounds in milliseconds since 1970-01-01 UTC, at a time in the same unit. At least a second long.</summary>
    public (long From, long To) Resolve(long now)
    {
        TryResolve(From, now, out var from);
        TryResolve(To, now, out var to);
        return (Math.Min(from, to - 1000), to);
    }

    private static bool TryResolve(string text, long now, out long time)
    {
        time = now;
        if (text.StartsWith(Now, StringComparison.Ordinal))
        {
            if (text.Length == Now.Length)
                return true;
            if (text[Now.Length] != '-' || text.Length == Now.Length + 1 || DurationText.Parse(text[(Now.Length + 1)..]) is not { } back)
                return false;
            time = now - back;
            return true;
        }
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out time))
            return time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return false;
        time = date.ToUnixTimeMilliseconds();
        return true;
    }

    private static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
