using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Prometheus;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what is fetched over HTTP.</summary>
internal static class PullServices
{
    /// <exception cref="SettingsException">A setting is not allowed.</exception>
    public static void AddPulling(this IServiceCollection services, IConfiguration configuration)
    {
        var jobs = Settings.ReadList<ScrapeJobOptions>(configuration, ScrapeJobOptions.Section);
        if (ScrapeJobOptions.Complaint(jobs) is { } complaint)
            throw new SettingsException(complaint);
        services.AddSingleton(jobs);
        services.AddSingleton<ITelemetrySource, ScrapeSource>();
    }
}
