using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>What the reading of PM files writes to the log, in one place.</summary>
internal static partial class PmFileLog
{
    [LoggerMessage(2201, LogLevel.Information, "PM file {name}: {values} values, {result} {reason}")]
    public static partial void Read(ILogger log, string name, long values, string result, string reason);

    [LoggerMessage(2202, LogLevel.Warning, "{complaint}")]
    public static partial void Complaint(ILogger log, string complaint);
}
