using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.HttpJson;
using Dashboard.Ingest.Sources.Prometheus;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what is fetched over HTTP: scraped targets and pages of JSON.</summary>
internal static class PullServices
{
    /// <exception cref="SettingsException">A setting is not allowed.</exception>
    public static void AddPulling(this IServiceCollection services, IConfiguration configuration)
    {
        var jobs = Settings.ReadList<ScrapeJobOptions>(configuration, ScrapeJobOptions.Section);
        var targets = Settings.ReadList<HttpJsonTargetOptions>(configuration, HttpJsonTargetOptions.Section);
        if ((ScrapeJobOptions.Complaint(jobs) ?? HttpJsonTargetOptions.Complaint(targets)) is { } complaint)
            throw new SettingsException(complaint);
        services.AddSingleton(jobs);
        services.AddSingleton(targets);
        services.AddSingleton<ITelemetrySource, ScrapeSource>();
        services.AddSingleton<ITelemetrySource, HttpJsonSource>();
    }
}
