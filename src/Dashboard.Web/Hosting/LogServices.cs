using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Storage.Sqlite.Logs;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what keeps log lines.</summary>
internal static class LogServices
{
    // Starts before the pipeline and stops after it, so that what was stored last is still written.
    public static void AddLogs(this IServiceCollection services, IConfiguration configuration, DataDirectory data)
    {
        services.AddSingleton(Settings.Read<LogOptions>(configuration, LogOptions.Section));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<LogArchive>(s, data.File("logs")));
        services.AddHostedService<LogKeeper>();
        services.AddSingleton<ITelemetryStore, LogStore>();
    }
}
