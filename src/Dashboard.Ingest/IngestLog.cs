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

    [LoggerMessage(1006, LogLevel.Error, "{count} changes of alarms cannot be written to the state database; they are written with the next that can")]
    public static partial void AlarmsNotWritten(ILogger log, Exception exception, int count);

    [LoggerMessage(1007, LogLevel.Error, "Log lines cannot be written; it is tried again, and what finds no more room until then is lost")]
    public static partial void LogsFailed(ILogger log, Exception exception);

    [LoggerMessage(1008, LogLevel.Error, "The log file '{file}' cannot be used ({why}); it is put aside as '{aside}' and its lines are not found any more. Delete it, or put back a copy")]
    public static partial void LogsPutAside(ILogger log, string file, string why, string aside);

    [LoggerMessage(1009, LogLevel.Error, "The log file '{file}' could not be read ({why}); what is in the rest of it is shown")]
    public static partial void LogsUnreadable(ILogger log, string file, string why);

    [LoggerMessage(1010, LogLevel.Warning, "The patterns of log lines in '{file}' cannot be {done} ({why}); they are counted from now on")]
    public static partial void PatternsFailed(ILogger log, string file, string done, string why);

    [LoggerMessage(1012, LogLevel.Error, "Spans cannot be written; it is tried again, and what finds no more room until then is in memory only")]
    public static partial void SpansFailed(ILogger log, Exception exception);

    [LoggerMessage(1013, LogLevel.Warning, "The file of spans '{file}' is damaged: {why}; what is before that is in memory, and what is after it in this file is lost")]
    public static partial void SpansDamaged(ILogger log, string file, string why);

    [LoggerMessage(1011, LogLevel.Error, "{count} events cannot be written to the state database; they are in memory until the program ends")]
    public static partial void EventsNotWritten(ILogger log, Exception exception, int count);
}
