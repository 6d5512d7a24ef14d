using Dashboard.Domain.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest;

/// <summary>What the way in writes to the log, in one place.</summary>
internal static partial class IngestLog
{
    [LoggerMessage(1001, LogLevel.Error, "The {kind} store failed on a batch from {source}; the batch is lost, the next goes on")]
    public static partial void StoreFailed(ILogger log, Exception exception, TelemetryKind kind, string source);

    [LoggerMessage(1002, LogLevel.Information, "Source {source} started")]
    public static partial void SourceStarted(ILogger log, string source);

    [LoggerMessage(1003, LogLevel.Error, "Source {source} stopped with an error and starts again in {delay}")]
    public static partial void SourceFailed(ILogger log, Exception exception, string source, TimeSpan delay);

    [LoggerMessage(1004, LogLevel.Error, "The history cannot be written to; it is tried again, and until then samples go to the cache alone")]
    public static partial void HistoryFailed(ILogger log, Exception exception);

    [LoggerMessage(1005, LogLevel.Error, "Compaction or retention of the history failed; it is tried again in {delay}")]
    public static partial void MaintenanceFailed(ILogger log, Exception exception, TimeSpan delay);
}
