using Dashboard.Domain.Dashboards;

namespace Dashboard.Web.Tracing;

/// <summary>What services are held to: the limits of the dashboard of traces and services as it comes with the program, so that no page judges otherwise.</summary>
internal static class ServiceLimits
{
    /// <summary>The dashboard with the service map.</summary>
    public const string Dashboard = "traces-services";

    /// <summary>Of the share of calls that fail, in per cent.</summary>
    public static IReadOnlyList<Threshold> Errors { get; } = Of("errors");

    /// <summary>Of the time within which 95 of 100 calls end, in seconds.</summary>
    public static IReadOnlyList<Threshold> Latency { get; } = Of("latency");

    private static IReadOnlyList<Threshold> Of(string widget) =>
        DashboardTemplates.Find(Dashboard)!.Widgets().OfType<KpiDefinition>().First(w => w.Id == widget).Thresholds;
}
