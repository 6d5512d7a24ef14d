using Dashboard.Domain.Insights;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Components.Insights;

/// <summary>Wording that the pages of insights share.</summary>
internal static class InsightWords
{
    /// <summary>The sign of a priority, which is one of alarms: the signs are the same at every place.</summary>
    public static PerceivedSeverity Sign(Insight insight) => insight.Until is not null ? PerceivedSeverity.Cleared : insight.Priority switch
    {
        InsightPriority.Critical => PerceivedSeverity.Critical,
        InsightPriority.High => PerceivedSeverity.Major,
        InsightPriority.Medium => PerceivedSeverity.Minor,
        _ => PerceivedSeverity.Warning,
    };

    /// <summary>How urgent it is, in words.</summary>
    public static string Priority(Insight insight) => insight.Until is not null ? "over" : insight.Priority switch
    {
        InsightPriority.Critical => "look now",
        InsightPriority.High => "look soon",
        InsightPriority.Medium => "look today",
        _ => "look when there is time",
    };

    /// <summary>A time, with its day where that is another one.</summary>
    public static string Moment(long at, DateTimeOffset now) =>
        DateTimeOffset.FromUnixTimeMilliseconds(at) is var time && time.Date == now.Date ? time.ToString("HH:mm:ss") : time.ToString("yyyy-MM-dd HH:mm");
}
