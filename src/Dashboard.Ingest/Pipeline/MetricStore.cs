using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Puts samples into the time-series cache.</summary>
public sealed class MetricStore(TimeSeriesCache cache) : ITelemetryStore
{
    public TelemetryKind Kind => TelemetryKind.Metric;

    public StoreReport Store(TelemetryBatch batch)
    {
        var samples = ((TelemetryBatch<MetricSample>)batch).Records;
        var counts = cache.Append(samples);
        var refused = 0;
        if (counts.Gone > 0)
        {
            foreach (ref readonly var sample in samples)
                refused += sample.Series.IsNone ? 1 : 0;
        }
        return new StoreReport(counts.Stored, counts.TooOld, counts.TooNew, counts.Gone - refused, refused);
    }
}
