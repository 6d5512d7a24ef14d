namespace Dashboard.Domain.TimeSeries;

/// <summary>What kind of number a metric is (OpenMetrics 1.0 section 5, https://prometheus.io/docs/specs/om/open_metrics_spec/).</summary>
public enum MetricType
{
    Unknown,
    Counter,
    Gauge,
    Histogram,
    GaugeHistogram,
    Summary,
    StateSet,
    Info,
}

/// <summary>What a source says of a metric, apart from its samples.</summary>
/// <param name="Type">The kind of number.</param>
/// <param name="Help">One line for people; a 3GPP counter's original name is in it.</param>
/// <param name="Unit">The unit as the source names it, or an empty string.</param>
public sealed record MetricMetadata(MetricType Type, string Help, string Unit);
