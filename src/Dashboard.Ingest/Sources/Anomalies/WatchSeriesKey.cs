using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Anomalies;

/// <summary>What a series of a watched series is known by.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Entity">What the watched series belongs to.</param>
/// <param name="Of">The labels of the watched series.</param>
internal readonly record struct WatchSeriesKey(string Metric, string Rule, string Entity, Labels Of)
{
    /// <summary>How unusual the series is: 0 as ever, 1 never seen.</summary>
    public const string Score = "anomaly_score";

    /// <summary>The least that is usual.</summary>
    public const string Lower = "anomaly_expected_lower";

    /// <summary>The most that is usual.</summary>
    public const string Upper = "anomaly_expected_upper";

    /// <summary>The labels of the series: those of the watched one, the rule and the entity.</summary>
    public Labels ToLabels() => Labels.From(
        [.. Of.Where(static l => l.Name is not (Labels.MetricName or "rule" or "entity")), new Label(Labels.MetricName, Metric), new Label("rule", Rule), new Label("entity", Entity)]);
}
