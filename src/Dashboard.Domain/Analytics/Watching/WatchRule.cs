using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Completion;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Watching;

/// <summary>Which series are watched for anomalies, and what counts as one of theirs.</summary>
public sealed record WatchRule
{
    /// <summary>Unique, in lower case with hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>What the series measure, in a few words: <c>Traffic in</c>.</summary>
    public required string Title { get; init; }

    /// <summary>
    /// PromQL: every element of its vector is a series. It is asked for rows <see cref="Interval"/> apart; where a series is
    /// measured less often it should look back no further than that, or what was measured once is taken for several samples.
    /// </summary>
    public required string Query { get; init; }

    /// <summary>What a series belongs to, as an operator names it, with labels in double braces: <c>{{instance}} {{device}}</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>The unit of the values.</summary>
    public Unit Unit { get; init; }

    /// <summary>From one row to the next. 1 s to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How late samples may come and are looked at all the same. Up to a day.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How far back a series that is new is learnt from. Up to 10,000 rows.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How soon a series is called unusual.</summary>
    public WatchSensitivity Sensitivity { get; init; }

    /// <summary>Which way counts.</summary>
    public WatchDirection Direction { get; init; }

    /// <summary>How far from what was expected a value must lie to be worth telling, in the unit.</summary>
    public double MinimumEffect { get; init; }

    /// <summary>The same as a part of what was expected, 0.2 for a fifth.</summary>
    public double MinimumShare { get; init; }

    /// <summary>Whether windows are compared with those of the past as well, for shapes; takes three times the memory.</summary>
    public bool ComparesShapes { get; init; }

    /// <summary>Whether the rule's series measure the same of like things, and are compared with one another at each time.</summary>
    public bool ComparesPeers { get; init; }

    /// <summary>The most rows that are learnt from.</summary>
    public const int MostRows = 10_000;

    /// <summary>What is wrong with the rule, each a sentence; none where it can be used.</summary>
    public IEnumerable<string> Problems()
    {
        if (Name.Length is 0 or > 64 || !Name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            yield return $"'{Name}' is no name for a rule: it has 1 to 64 lower case letters, digits and hyphens.";
        if (Title.Length is 0 or > 100)
            yield return "the title has 1 to 100 characters.";
        if (Entity.Length is 0 or > 200)
            yield return "the entity has 1 to 200 characters, labels in double braces among them.";
        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromHours(1))
            yield return "the interval is to be 1s to 1h.";
        if (Lateness < TimeSpan.Zero || Lateness > TimeSpan.FromDays(1))
            yield return "the lateness is to be 0s to 1d.";
        if (History < TimeSpan.Zero || History > TimeSpan.FromDays(90))
            yield return "the history is to be 0s to 90d.";
        if (!(MinimumEffect >= 0) || !(MinimumShare >= 0))
            yield return "the least effects are not below 0.";
        if (QueryDraft.Check(Query, static placeholder => placeholder) is { } fault)
            yield return $"the query cannot be used: {fault}";
    }

    /// <summary>Whether a value that lies away from what was expected is worth telling.</summary>
    public bool IsWorthTelling(double value, double expected)
    {
        var away = value - expected;
        if (!double.IsFinite(away))
            return false;
        return Direction switch
        {
            WatchDirection.Up => away > 0,
            WatchDirection.Down => away < 0,
            _ => true,
        } && Math.Abs(away) >= MinimumEffect && Math.Abs(away) >= MinimumShare * Math.Abs(expected);
    }

    /// <summary>The rule's query as it is evaluated.</summary>
    /// <exception cref="PromqlSyntaxException">It is not PromQL.</exception>
    public PromqlExpression Expression() => PromqlExpression.Parse(Query);
}
