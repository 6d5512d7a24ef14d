using Dashboard.Domain.Telemetry;
namespace Dashboard.Domain.Dashboards;

/// <summary>Series over time.</summary>
public sealed record ChartDefinition : WidgetDefinition
{
    public required IReadOnlyList<ChartQuery> Queries { get; init; }

    public Unit Unit { get; init; }

    /// <summary>How far back it reaches.</summary>
    public TimeSpan Range { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>From one point to the next.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Series drawn at most; the note beside the title says how many more there are. Bound of what one chart sends.</summary>
    public int MaxSeries { get; init; } = 12;
}

/// <summary>One query of a chart.</summary>
/// <param name="Query">PromQL.</param>
/// <param name="Legend">How its series are named: text with labels in double braces, <c>{{device}} in</c>.</param>
/// <param name="Dashed">Drawn with a broken line, to tell its series from those of the query before with the same colours.</param>
public sealed record ChartQuery(string Query, string Legend, bool Dashed = false);
