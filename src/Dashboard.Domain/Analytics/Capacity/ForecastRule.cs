using Dashboard.Domain.Analytics.Forecasting;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>What is to be forecast: a query, each element of whose vector is a series.</summary>
public sealed record ForecastRule
{
    /// <summary>What stands in a query for the time from one value to the next.</summary>
    public const string StepPlaceholder = "$step";

    /// <summary>The most limits of a rule.</summary>
    public const int MostLimits = 4;

    /// <summary>Unique, in lower case with hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>What it is called on screens: "Disk space used".</summary>
    public required string Title { get; init; }

    /// <summary>
    /// PromQL. <c>$step</c> stands for the time from one value to the next, so that each value can speak for all of the time
    /// since the one before: <c>avg_over_time(node_load1[$step])</c>.
    /// </summary>
    public required string Query { get; init; }

    /// <summary>How an element is named, with labels in double braces: <c>{{instance}} {{mountpoint}}</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>The unit of the values.</summary>
    public Unit Unit { get; init; }

    /// <summary>Limits whose passing is foretold; may be none, at most <see cref="MostLimits"/>.</summary>
    public IReadOnlyList<ForecastLimit> Limits { get; init; } = [];

    /// <summary>How often the series is measured: values lie no closer together than this, and what is measured less often is not forecast. 5 min or more.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after its time a value may still come.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far it looks back at most.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromDays(180);

    /// <summary>What it is for.</summary>
    public ForecastKind Kind { get; init; }

    /// <summary>How far ahead it looks.</summary>
    public IReadOnlyList<ForecastHorizon> Horizons { get; init; } = ForecastHorizons.All;

    /// <summary>The query for values that lie so far apart.</summary>
    public string QueryFor(TimeSpan step) => Query.Replace(StepPlaceholder, DurationText.Format((long)step.TotalMilliseconds), StringComparison.Ordinal);

    /// <summary>What is wrong with it, as a sentence; null where nothing is.</summary>
    public string? Complaint()
    {
        if (Name.Length is 0 or > 60 || !Name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            return $"'{Name}' is no name: 1 to 60 letters in lower case, digits and hyphens.";
        if (Title.Length == 0 || Query.Length == 0 || Entity.Length == 0)
            return "it needs 'title', 'query' and 'entity'.";
        if (Limits.Count > MostLimits || Limits.Any(static l => !double.IsFinite(l.Value)))
            return $"a rule has up to {MostLimits} limits, each a number.";
        if (Step < TimeSpan.FromMinutes(5) || Step > TimeSpan.FromDays(1))
            return "'step' is to be between 5m and 1d.";
        if (Delay < TimeSpan.Zero || Delay > TimeSpan.FromDays(1))
            return "'delay' is to be between 0s and 1d.";
        if (History < TimeSpan.FromHours(1) || History > TimeSpan.FromDays(800))
            return "'history' is to be between 1h and 800d.";
        if (Horizons.Count == 0)
            return $"'horizons' is to name one at least of {string.Join(", ", ForecastHorizons.Names)}.";
        try
        {
            return PromqlExpression.Parse(QueryFor(Step)).Root.Type is ExpressionType.Vector ? null : "the query is to give a vector.";
        }
        catch (PromqlSyntaxException e)
        {
            return $"query: {e.Message}";
        }
    }
}
