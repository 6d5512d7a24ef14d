namespace Dashboard.Web.Live;

/// <summary>What live screens write to the log, in one place.</summary>
internal static partial class LiveLog
{
    [LoggerMessage(2001, LogLevel.Error, "The live query {expression} failed in a way that no query may")]
    public static partial void QueryFailed(ILogger log, Exception exception, string expression);

    [LoggerMessage(2002, LogLevel.Debug, "A screen's frame could not be sent; the screen is gone or slow")]
    public static partial void FrameNotSent(ILogger log, Exception exception);

    [LoggerMessage(2003, LogLevel.Error, "The alarm rule {rule} failed")]
    public static partial void RuleFailed(ILogger log, Exception exception, string rule);

    [LoggerMessage(2004, LogLevel.Error, "The widget {title} could not be shown")]
    public static partial void WidgetFailed(ILogger log, Exception exception, string title);
}
