using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Puts samples into the time-series cache.</summary>
public sealed class MetricStore(TimeSeriesCache cache) : ITelemetryStore
{
    public TelemetryKind Kind => TelemetryKind.Metric;

    public StoreReport Store(TelemetryBatch batch)
    {
        int stored = 0, tooOld = 0, homeless = 0, refused = 0;
        foreach (ref readonly var sample in ((TelemetryBatch<MetricSample>)batch).Records)
        {
            switch (cache.Append(sample.Series, sample.Timestamp, sample.Value))
            {
                case AppendResult.Stored: stored++; break;
                case AppendResult.TooOld: tooOld++; break;
                default:
                    if (sample.Series.IsNone)
                        refused++;
                    else
                        homeless++;
                    break;
            }
        }
        return new StoreReport(stored, tooOld, homeless, refused);
    }
}
