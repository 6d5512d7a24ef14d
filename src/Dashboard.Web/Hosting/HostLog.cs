namespace Dashboard.Web.Hosting;

/// <summary>What the host writes to the log, in one place.</summary>
internal static partial class HostLog
{
    [LoggerMessage(3001, LogLevel.Warning, "The first page could not be drawn ahead; the first visitor will wait a little longer")]
    public static partial void NotWarm(ILogger log, Exception exception);
}
