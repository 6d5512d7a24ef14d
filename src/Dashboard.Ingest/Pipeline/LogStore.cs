using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Puts log lines into the list of recent ones.</summary>
public sealed class LogStore(RecentLogs logs) : ITelemetryStore
{
    public TelemetryKind Kind => TelemetryKind.Log;

    public StoreReport Store(TelemetryBatch batch)
    {
        foreach (var record in ((TelemetryBatch<LogRecord>)batch).Records)
            logs.Add(record);
        return new StoreReport(batch.Count);
    }
}
