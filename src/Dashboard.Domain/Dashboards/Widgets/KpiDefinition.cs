using Dashboard.Domain.Telemetry;
namespace Dashboard.Domain.Dashboards;

/// <summary>One number that matters, with its target, its change and its recent course.</summary>
public sealed record KpiDefinition : WidgetDefinition
{
    /// <summary>PromQL that yields one value; of several the first counts.</summary>
    public required string Query { get; init; }

    public Unit Unit { get; init; }

    /// <summary>The limits that make it breached.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>What it is compared with: the same query this long ago.</summary>
    public TimeSpan CompareWith { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far back the sparkline reaches.</summary>
    public TimeSpan SparkRange { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>From one point of the sparkline to the next.</summary>
    public TimeSpan SparkStep => SparkRange / 60;
}
