using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.PmFiles;
using Dashboard.Ingest.Storage;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what reads files of performance measurements.</summary>
internal static class PmFileServices
{
    /// <exception cref="SettingsException">A setting is not allowed, or what is known of files cannot be read.</exception>
    public static void AddPmFiles(this IServiceCollection services, IConfiguration configuration, DataDirectory data)
    {
        services.AddSingleton(Settings.Read<PmFileOptions>(configuration, PmFileOptions.Section));
        var fetch = Settings.Read<PmFetchOptions>(configuration, PmFetchOptions.Section);
        if (fetch.Complaint() is { } complaint)
            throw new SettingsException(complaint);
        services.AddSingleton(fetch);
        services.AddSingleton(s => Make(s, data.File("pm-files")));
        services.AddSingleton<IAnnouncedFiles>(s => s.GetRequiredService<PmFileSource>());
        services.AddSingleton<ITelemetrySource>(s => s.GetRequiredService<PmFileSource>());
    }

    private static PmFileSource Make(IServiceProvider s, string directory)
    {
        try
        {
            return new PmFileSource(
                s.GetRequiredService<PmFileOptions>(), s.GetRequiredService<PmFetchOptions>(), directory, s.GetRequiredService<TimeSeriesCache>(), s.GetRequiredService<TimeSeriesCacheOptions>(),
                s.GetRequiredService<RanNaming>(), s.GetRequiredService<IngestPipeline>(), s.GetRequiredService<SourceRegistry>(), s.GetRequiredService<IngestMetrics>(),
                s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<PmFileSource>>(), s.GetService<HistoryRecorder>());
        }
        catch (Exception e) when (e is StateDatabaseException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{DataDirectory.Key}: {e.Message}");
        }
    }
}
