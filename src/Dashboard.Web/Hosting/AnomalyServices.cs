using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Query;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Anomalies;
using Dashboard.Ingest.Storage.Anomalies;
using Dashboard.Web.Analytics;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what watches series for anomalies.</summary>
internal static class AnomalyServices
{
    /// <exception cref="SettingsException">A setting is not allowed.</exception>
    public static void AddAnomalies(this IServiceCollection services, IConfiguration configuration, DataDirectory data)
    {
        var options = Settings.Read<AnomalyOptions>(configuration, AnomalyOptions.Section);
        services.AddSingleton(options);
        services.AddSingleton(Rules(options));
        services.AddSingleton(new AnomalyWatch(new AnomalyBook(), options.MostSeries));
        services.AddSingleton(AnomalyArchive.Schema);
        services.AddSingleton<AnomalyArchive>();
        services.AddSingleton<AnomalyDesk>();
        services.AddSingleton<ITelemetrySource>(s => new AnomalySource(
            options, s.GetRequiredService<IReadOnlyList<WatchRule>>(), s.GetRequiredService<AnomalyWatch>(), s.GetRequiredService<AnomalyArchive>(), data.File("anomaly-detectors.bin"),
            s.GetRequiredService<QueryEngine>(), s.GetRequiredService<TimeSeriesCache>(), s.GetRequiredService<IngestPipeline>(), s.GetRequiredService<PipelineOptions>(),
            s.GetRequiredService<SourceRegistry>(), s.GetRequiredService<IngestMetrics>(), s.GetRequiredService<TimeProvider>(), TimeProvider.System, GC.GetTotalPauseDuration));
    }

    private static IReadOnlyList<WatchRule> Rules(AnomalyOptions options)
    {
        try
        {
            return WatchFile.With(options.Files);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{AnomalyOptions.Section}:{nameof(AnomalyOptions.Files)}: {e.Message}");
        }
    }
}
