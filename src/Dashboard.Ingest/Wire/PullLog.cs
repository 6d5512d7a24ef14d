using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Wire;

/// <summary>What sources that fetch write to the log, in one place. Nothing of it names a secret.</summary>
internal static partial class PullLog
{
    [LoggerMessage(1501, LogLevel.Warning, "{text}")]
    public static partial void TargetDown(ILogger log, string text);

    [LoggerMessage(1502, LogLevel.Information, "{text}")]
    public static partial void TargetUp(ILogger log, string text);

    [LoggerMessage(1503, LogLevel.Information, "{source} fetches {targets} targets")]
    public static partial void Pulling(ILogger log, string source, int targets);

    [LoggerMessage(1504, LogLevel.Warning, "{text}")]
    public static partial void FileRefused(ILogger log, string text);
}
