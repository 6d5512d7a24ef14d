namespace Dashboard.Domain.Telemetry;

/// <summary>One value of one series. The series was resolved when it was first seen, so that a sample carries no strings.</summary>
/// <param name="Series">The series, as <see cref="TimeSeries.TimeSeriesCache.Resolve"/> handed it out.</param>
/// <param name="Timestamp">Milliseconds since 1970-01-01 UTC.</param>
/// <param name="Value">The value in the series' own unit; a counter's total, never a difference.</param>
public readonly record struct MetricSample(SeriesRef Series, long Timestamp, double Value) : ITelemetryRecord
{
    public static TelemetryKind Kind => TelemetryKind.Metric;
}
