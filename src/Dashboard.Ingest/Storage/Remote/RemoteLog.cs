using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>What the way to stores elsewhere writes to the log, in one place.</summary>
internal static partial class RemoteLog
{
    [LoggerMessage(1101, LogLevel.Warning, "{store} does not take samples; they wait on the disk and are sent again: {problem}")]
    public static partial void StoreAway(ILogger log, string store, string problem);

    [LoggerMessage(1102, LogLevel.Information, "{store} takes samples again; {waiting} bodies wait")]
    public static partial void StoreBack(ILogger log, string store, int waiting);

    [LoggerMessage(1103, LogLevel.Warning, "{store} refused a body of {samples} samples, which is let go of: {problem}")]
    public static partial void BodyRefused(ILogger log, string store, int samples, string problem);

    [LoggerMessage(1104, LogLevel.Warning, "{samples} samples that waited for {store} are lost: the disk space for them is used up")]
    public static partial void SpillOverflowed(ILogger log, long samples, string store);

    [LoggerMessage(1105, LogLevel.Warning, "{bytes} octets at the end of a file in {directory} were no whole body and are cut off")]
    public static partial void SpillTorn(ILogger log, long bytes, string directory);

    [LoggerMessage(1106, LogLevel.Warning, "A body that {store} took could not be marked; it is sent again after a restart")]
    public static partial void MarkFailed(ILogger log, Exception exception, string store);
}
