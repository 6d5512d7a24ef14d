using System.Text.RegularExpressions;
using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Domain.Dashboards;

/// <summary>
/// What turns a widget of a dashboard into one that can be shown: the range, the pace and the choices of the viewer.
/// </summary>
public sealed partial record WidgetBinding
{
    /// <summary>Points of a range at most, where a widget follows the dashboard's range.</summary>
    public const int Points = 300;

    /// <summary>From the beginning to the end of what is looked at.</summary>
    public TimeSpan Range { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Where it ends; null for now, moving on.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How often it is new at most; null as often as each widget's data is.</summary>
    public TimeSpan? Refresh { get; init; }

    /// <summary>How long ago the time is that charts compare with; null for none.</summary>
    public TimeSpan? Compare { get; init; }

    /// <summary>What is chosen, by variable.</summary>
    public IReadOnlyDictionary<string, VariableChoice> Variables { get; init; } = new Dictionary<string, VariableChoice>();

    /// <summary>From one point to the next: the shortest round step that gives at most <see cref="Points"/> points.</summary>
    public TimeSpan Step => StepOf(Range);

    /// <summary>The interval of a widget: its own, or the viewer's where that is longer.</summary>
    public TimeSpan Pace(TimeSpan interval) => Refresh is { } refresh && refresh > interval ? refresh : interval;

    /// <summary>The shortest round step of a range.</summary>
    public static TimeSpan StepOf(TimeSpan range)
    {
        ReadOnlySpan<int> seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200];
        foreach (var step in seconds)
        {
            if (range.TotalSeconds <= step * (double)Points)
                return TimeSpan.FromSeconds(step);
        }
        return TimeSpan.FromDays(Math.Ceiling(range.TotalDays / Points));
    }

    /// <summary>
    /// A query with its variables put in: <c>$name</c> and <c>${name}</c>, and <c>$__interval</c>, <c>$__rate_interval</c> and
    /// <c>$__range</c> as durations. What is no variable stays as it is, for the parser to complain about.
    /// </summary>
    public string Fill(string query, TimeSpan step) => query.Contains('$', StringComparison.Ordinal)
        ? Placeholder().Replace(query, match => match.Groups["name"].Value switch
        {
            "__interval" => Duration(step),
            // Four samples of the shortest usual interval, so that a rate never sees a single one.
            "__rate_interval" => Duration(step * 4 > MinRate ? step * 4 : MinRate),
            "__range" => Duration(Range),
            var name => Variables.TryGetValue(name, out var choice) ? choice.ForQuery() : match.Value,
        })
        : query;

    /// <summary>A text for people with its variables put in.</summary>
    public string Caption(string text) => text.Contains('$', StringComparison.Ordinal)
        ? Placeholder().Replace(text, match => Variables.TryGetValue(match.Groups["name"].Value, out var choice) ? choice.ToString() : match.Value)
        : text;

    /// <summary>The variables that a text speaks of, but for those that every dashboard has.</summary>
    public static IEnumerable<string> NamesIn(string text) =>
        Placeholder().Matches(text).Select(static m => m.Groups["name"].Value).Where(static n => !n.StartsWith("__", StringComparison.Ordinal));

    private static readonly TimeSpan MinRate = TimeSpan.FromSeconds(60);

    private static string Duration(TimeSpan span) => DurationText.Format((long)span.TotalMilliseconds);

    [GeneratedRegex(@"\$(?:\{(?<name>[A-Za-z_]\w*)\}|(?<name>[A-Za-z_]\w*))", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
