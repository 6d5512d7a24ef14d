using Dashboard.Ingest.Storage;
using Dashboard.Ingest.Storage.Influx;
using Dashboard.Ingest.Storage.Prometheus;
using Dashboard.Ingest.Storage.Remote;

namespace Dashboard.Web.Hosting;

/// <summary>Registers the histories that are kept in stores elsewhere.</summary>
internal static class RemoteHistoryServices
{
    /// <exception cref="SettingsException">A setting is missing or not allowed.</exception>
    public static void AddPrometheusHistory(this IServiceCollection services, IConfiguration configuration, DataDirectory data)
    {
        services.AddSingleton(Read<PrometheusHistoryOptions>(configuration, PrometheusHistoryOptions.Section));
        services.AddSingleton<IHistory>(s => ActivatorUtilities.CreateInstance<PrometheusHistory>(s, data.File("history-spill-prometheus")));
    }

    /// <exception cref="SettingsException">A setting is missing or not allowed.</exception>
    public static void AddInfluxHistory(this IServiceCollection services, IConfiguration configuration, DataDirectory data)
    {
        services.AddSingleton(Read<InfluxHistoryOptions>(configuration, InfluxHistoryOptions.Section));
        services.AddSingleton<IHistory>(s => ActivatorUtilities.CreateInstance<InfluxHistory>(s, data.File("history-spill-influx")));
    }

    private static T Read<T>(IConfiguration configuration, string section)
        where T : RemoteStoreOptions, new()
    {
        var options = Settings.Read<T>(configuration, section);
        return options.Problem() is { } problem ? throw new SettingsException(problem) : options;
    }
}
