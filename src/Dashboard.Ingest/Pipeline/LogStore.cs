using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite.Logs;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Puts log lines into the archive.</summary>
public sealed class LogStore(LogArchive archive) : ITelemetryStore
{
    public TelemetryKind Kind => TelemetryKind.Log;

    public StoreReport Store(TelemetryBatch batch)
    {
        var dropped = archive.Append(((TelemetryBatch<LogRecord>)batch).Records);
        return new StoreReport(batch.Count - dropped) { Lost = dropped };
    }
}
