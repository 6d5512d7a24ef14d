using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Forecasts;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Forecasts;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what forecasts, and the rules that say what.</summary>
internal static class ForecastServices
{
    /// <exception cref="SettingsException">A setting is not allowed, or a file of rules cannot be used.</exception>
    public static void AddForecasts(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Settings.Read<ForecastOptions>(configuration, ForecastOptions.Section);
        services.AddSingleton(options);
        services.AddSingleton(Rules(options));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<ForecastSource>(s, s.GetRequiredService<TimeSeriesCache>().Metrics));
        services.AddSingleton<ITelemetrySource>(s => s.GetRequiredService<ForecastSource>());
    }

    private static IReadOnlyList<ForecastRule> Rules(ForecastOptions options)
    {
        try
        {
            return ForecastRuleFile.With(options.Files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new SettingsException($"{ForecastOptions.Section}:{nameof(ForecastOptions.Files)}: {e.Message}");
        }
    }
}
