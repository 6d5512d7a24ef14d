using System.Globalization;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Completion;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Kpi;

/// <summary>A key performance indicator: what it says, where it is defined, and how it is computed.</summary>
public sealed record KpiFormula
{
    /// <summary>Its name in addresses and files: <c>handover-success</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Title { get; init; }

    /// <summary>What it says.</summary>
    public string Help { get; init; } = "";

    /// <summary>Where it is defined: <c>TS 28.554 6.6.1</c>.</summary>
    public string Clause { get; init; } = "";

    /// <summary>Who is to be asked about it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Rises with every change of what it means.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The unit of its values.</summary>
    public Unit Unit { get; init; }

    /// <summary>
    /// PromQL, with <c>$by</c> for the labels of the level, <c>$scope</c> for a matcher that keeps out what does not belong
    /// to the level, <c>$window</c> for the time looked at and <c>$seconds</c> for its length.
    /// </summary>
    public required string Query { get; init; }

    /// <summary>The levels that it can be computed for.</summary>
    public required IReadOnlyList<KpiLevel> Levels { get; init; }

    /// <summary>Limits that its values should keep.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>Whether it is a share of attempts in hundredths, so that more than 100 says that more successes than attempts were counted. That is said, never put right.</summary>
    public bool IsSuccessRate { get; init; }

    /// <summary>What is wrong with a KPI's query and where; null where it can be computed.</summary>
    public static QueryFault? Check(string query) => QueryDraft.Check(query, static placeholder => placeholder switch
    {
        // As long as what they stand for, so that the fault is where the writer looks.
        "$by" => "aaa",
        "$scope" => "a=\"bb\"",
        "$window" => "000001s",
        "$seconds" => "00000001",
        _ => placeholder,
    });

    /// <summary>The query for a level and a window.</summary>
    /// <param name="level">The level.</param>
    /// <param name="window">The time looked at.</param>
    /// <param name="within">What all measurements must fulfil: only a site, say, or only an element. Empty: nothing more.</param>
    /// <exception cref="PromqlSyntaxException">It is not PromQL.</exception>
    public PromqlExpression QueryFor(KpiLevel level, TimeSpan window, params IReadOnlyList<LabelMatcher> within) => PromqlExpression.Parse(Query
        .Replace("$by", level.Labels(), StringComparison.Ordinal)
        .Replace("$scope", string.Join(',', [.. level.Scope(), .. within]), StringComparison.Ordinal)
        .Replace("$window", string.Create(CultureInfo.InvariantCulture, $"{(long)window.TotalSeconds}s"), StringComparison.Ordinal)
        .Replace("$seconds", ((long)window.TotalSeconds).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
}
