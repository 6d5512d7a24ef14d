using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Gnmi;

/// <summary>What gNMI writes to the log, in one place. Nothing of it names a secret.</summary>
internal static partial class GnmiLog
{
    [LoggerMessage(1301, LogLevel.Warning, "{text}")]
    public static partial void TargetFailed(ILogger log, string text);

    [LoggerMessage(1302, LogLevel.Information, "{text}")]
    public static partial void TargetStreams(ILogger log, string text);

    [LoggerMessage(1303, LogLevel.Information, "gNMI subscribes to {targets} devices")]
    public static partial void Subscribing(ILogger log, int targets);

    [LoggerMessage(1304, LogLevel.Error, "gNMI target {target} failed in a way that was not foreseen")]
    public static partial void TargetBroke(ILogger log, Exception e, string target);
}
