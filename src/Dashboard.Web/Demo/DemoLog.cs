namespace Dashboard.Web.Demo;

/// <summary>What the running of the simulated network writes to the log, in one place.</summary>
internal static partial class DemoLog
{
    [LoggerMessage(3101, LogLevel.Error, "The simulated network has stopped")]
    public static partial void Stopped(ILogger log, Exception exception);
}
