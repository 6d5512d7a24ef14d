using System.Globalization;
using System.Text;
using Dashboard.Domain.Logs;

namespace Dashboard.Web.Components.Logs;

/// <summary>A pattern as the page lists it.</summary>
/// <param name="Pattern">The pattern.</param>
/// <param name="Lines">Lines of the last 24 hours.</param>
/// <param name="Share">Their share of all lines of that time.</param>
/// <param name="IsNew">Whether it was first seen in that time.</param>
internal sealed record PatternRow(LogPattern Pattern, long Lines, double Share, bool IsNew)
{
    private const int Most = 100;
    private const int Hours = 24;
    private const long HourMs = 3_600_000;

    /// <summary>The search that finds its lines: what its words say between the places that differ.</summary>
    public LogQuery Query
    {
        get
        {
            var text = new StringBuilder();
            foreach (var part in Pattern.Text.Replace(" …", "", StringComparison.Ordinal).Split(LogPattern.Any, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (text.Length + part.Length < LogQuery.MaxLength / 2 && part.Any(char.IsLetterOrDigit))
                    text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : " ")}\"{part.Replace("\"", "\" \"", StringComparison.Ordinal)}\"");
            }
            return LogQuery.Parse(text.ToString(), out _);
        }
    }

    /// <summary>Its lines by the hour, drawn.</summary>
    public string Course
    {
        get
        {
            var hours = Pattern.Hours.TakeLast(Hours).ToList();
            var most = Math.Max(1, hours.DefaultIfEmpty().Max());
            var text = new StringBuilder($"<svg class=\"hours\" viewBox=\"0 0 {Hours * 4} 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
            for (var i = 0; i < hours.Count; i++)
            {
                if (hours[i] > 0)
                    text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{i * 4}\" y=\"{20 - Math.Max(1, hours[i] * 20.0 / most):0.#}\" width=\"3\" height=\"{Math.Max(1, hours[i] * 20.0 / most):0.#}\"/>");
            }
            return text.Append("</svg>").ToString();
        }
    }

    /// <summary>Those that had lines in the last 24 hours, most first; new ones before all others.</summary>
    public static IReadOnlyList<PatternRow> Of(IReadOnlyList<LogPattern> patterns, long since, long now)
    {
        var counted = patterns.Select(p => (Pattern: p, Lines: p.In(Hours, now))).Where(static p => p.Lines > 0).ToList();
        var all = Math.Max(1.0, counted.Sum(static p => p.Lines));
        return [.. counted.Select(p => new PatternRow(p.Pattern, p.Lines, p.Lines / all, p.Pattern.FirstSeen > now - (Hours * HourMs) && p.Pattern.FirstSeen > since + HourMs))
            .OrderByDescending(static r => r.IsNew).ThenByDescending(static r => r.Lines).Take(Most)];
    }
}
