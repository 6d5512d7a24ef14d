using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Tests;

/// <summary>A store that keeps the log lines of a test, in the order they came.</summary>
internal sealed class KeptLines : ITelemetryStore
{
    private readonly List<LogRecord> _lines = []; // bound: lines of the test

    public TelemetryKind Kind => TelemetryKind.Log;

    public IReadOnlyList<LogRecord> All
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public StoreReport Store(TelemetryBatch batch)
    {
        lock (_lines)
            _lines.AddRange(((TelemetryBatch<LogRecord>)batch).Records);
        return new StoreReport(batch.Count);
    }
}
