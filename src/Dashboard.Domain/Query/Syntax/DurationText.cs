using System.Globalization;
using System.Text;

namespace Dashboard.Domain.Query.Syntax;

/// <summary>
/// Durations as PromQL writes them: <c>1h30m</c>, units <c>y w d h m s ms</c> in this order, each at most once
/// (Prometheus, "Querying basics", section "Float literals and time durations").
/// </summary>
public static class DurationText
{
    private static readonly (string Unit, long Milliseconds)[] Units =
    [
        ("y", 365L * 86_400_000), ("w", 7L * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ];

    /// <summary>How many characters at <paramref name="start"/> look like a duration; 0 where they do not.</summary>
    public static int Length(string text, int start)
    {
        var at = start;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            if (at >= text.Length || !"smhdwy".Contains(text[at]))
                return 0;
            at++;
            if (at < text.Length && text[at] == 's')
                at++;
        }
        return at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_') ? 0 : at - start;
    }

    /// <summary>The duration in milliseconds, or null where units are unknown or out of order, or the number is too large.</summary>
    public static long? Parse(string text)
    {
        long total = 0;
        var unit = 0;
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            if (!long.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            start = at;
            while (at < text.Length && !char.IsAsciiDigit(text[at]))
                at++;
            var name = text[start..at];
            while (unit < Units.Length && Units[unit].Unit != name)
                unit++;
            // 292 years: what a signed 64-bit count of nanoseconds holds.
            if (unit == Units.Length || number > 9_223_372_036_854 / Units[unit].Milliseconds)
                return null;
            total += number * Units[unit++].Milliseconds;
        }
        return total > 9_223_372_036_854 ? null : total;
    }

    /// <summary>A duration in milliseconds, in canonical form: <c>1h30m</c>.</summary>
    public static string Format(long milliseconds)
    {
        if (milliseconds == 0)
            return "0s";
        var text = new StringBuilder();
        if (milliseconds < 0)
            text.Append('-');
        milliseconds = Math.Abs(milliseconds);
        foreach (var (unit, length) in Units)
        {
            // Years, weeks only where nothing remains, so that 8d stays 8d.
            if (milliseconds < length || (unit is "y" or "w" && milliseconds % length != 0))
                continue;
            text.Append(milliseconds / length).Append(unit);
            milliseconds %= length;
        }
        return text.ToString();
    }
}
