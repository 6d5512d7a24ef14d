using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Insights;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Insights;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what concludes from what is unusual.</summary>
internal static class InsightServices
{
    /// <exception cref="SettingsException">A setting is not allowed.</exception>
    public static void AddInsights(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Settings.Read<InsightOptions>(configuration, InsightOptions.Section));
        services.AddSingleton<InsightBook>();
        services.AddSingleton(static s => s.GetRequiredService<AnomalyWatch>().Book);
        services.AddSingleton<ITelemetrySource, InsightSource>();
    }
}
