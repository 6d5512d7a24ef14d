using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Puts samples into the time-series cache, and into the history where there is one, which takes them at any age.</summary>
public sealed class MetricStore(TimeSeriesCache cache, HistoryRecorder? history = null) : ITelemetryStore
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
        if (history is null)
            return new StoreReport(counts.Stored, counts.TooOld, counts.TooNew, counts.Gone - refused, refused);
        history.Append(samples);
        return new StoreReport(counts.Stored + counts.TooOld, 0, counts.TooNew, counts.Gone - refused, refused);
    }
}
