using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>What the reading of this machine writes to the log, in one place.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1701, LogLevel.Warning, "The file system at {mountPoint} has not answered for {patience}; one thread waits for it")]
    public static partial void FileSystemHangs(ILogger log, string mountPoint, TimeSpan patience);

    [LoggerMessage(1702, LogLevel.Information, "{text}")]
    public static partial void LinkChanged(ILogger log, string text);
}
