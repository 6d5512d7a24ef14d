namespace Dashboard.Web.Dashboards;

/// <summary>What the library says in the log.</summary>
internal static partial class DashboardLog
{
    [LoggerMessage(2101, LogLevel.Warning, "Dashboard {where}: {sentence}")]
    public static partial void Problem(ILogger logger, string where, string sentence);

    [LoggerMessage(2102, LogLevel.Error, "The state database did not take a change of dashboard {slug}")]
    public static partial void NotStored(ILogger logger, string slug, Exception exception);

    [LoggerMessage(2103, LogLevel.Error, "A listener failed when it was told of a change of dashboard {slug}")]
    public static partial void ListenerFailed(ILogger logger, string slug, Exception exception);
}
