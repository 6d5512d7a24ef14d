using Dashboard.Domain.Ran;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Kpis;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Energy;
using Dashboard.Ingest.Sources.Slices;

namespace Dashboard.Web.Hosting;

/// <summary>What all sources of the radio network share: its cells as the settings tell them, and its tree as telemetry shows it.</summary>
internal static class RanServices
{
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="further">What is known of cells besides the settings.</param>
    /// <exception cref="SettingsException">The file of cells cannot be used.</exception>
    public static void AddRan(this IServiceCollection services, IConfiguration configuration, IEnumerable<CellEntry> further)
    {
        var options = Settings.Read<RanOptions>(configuration, RanOptions.Section);
        services.AddSingleton(options);
        services.AddSingleton(new CellDirectory([.. further, .. Cells(options)]));
        services.AddSingleton(new NetworkTree());
        services.AddSingleton(s => new RanNaming(
            s.GetRequiredService<CellDirectory>(), s.GetRequiredService<Enricher>(), s.GetRequiredService<NetworkTree>(),
            s.GetRequiredService<TimeSeriesCache>().Metrics, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(Kpis(Settings.Read<KpiOptions>(configuration, KpiOptions.Section)));
        services.AddSingleton(KpiStore.Schema);
        services.AddSingleton<KpiStore>();
        services.AddSingleton<KpiCatalogue>();
        var energy = Settings.Read<EnergyOptions>(configuration, EnergyOptions.Section);
        if (energy.Complaint() is { } complaint)
            throw new SettingsException(complaint);
        services.AddSingleton(energy);
        services.AddSingleton<ITelemetrySource>(s => ActivatorUtilities.CreateInstance<GridIntensitySource>(s, s.GetRequiredService<TimeSeriesCache>().Metrics));
        services.AddSingleton(Promises(Settings.Read<SliceOptions>(configuration, SliceOptions.Section)));
        services.AddSingleton<ITelemetrySource>(s => ActivatorUtilities.CreateInstance<SliceTargetSource>(s, s.GetRequiredService<TimeSeriesCache>().Metrics));
    }

    // Looked at from the start, and not when somebody first asks.
    private static KpiOptions Kpis(KpiOptions options)
    {
        try
        {
            _ = KpiFile.With(options.Files);
            return options;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new SettingsException($"{KpiOptions.Section}:{nameof(KpiOptions.Files)}: {e.Message}");
        }
    }

    private static SliceTargets Promises(SliceOptions options)
    {
        try
        {
            return SliceTargetFile.With(options.Files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new SettingsException($"{SliceOptions.Section}:{nameof(SliceOptions.Files)}: {e.Message}");
        }
    }

    private static IReadOnlyList<CellEntry> Cells(RanOptions options)
    {
        if (options.Cells.Length == 0)
            return [];
        try
        {
            return CellFile.Read(File.ReadAllText(options.Cells), options.Cells);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new SettingsException($"{RanOptions.Section}:{nameof(RanOptions.Cells)}: {e.Message}");
        }
    }
}
