namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>What a metric's data points are; the numbers are those of the fields of opentelemetry.proto.metrics.v1.Metric.</summary>
internal enum OtlpMetricKind
{
    None = 0,
    Gauge = 5,
    Sum = 7,
    Histogram = 9,
    Exponential = 10,
    Summary = 11,
}
