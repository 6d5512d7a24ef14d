using System.Globalization;
using Dashboard.Ingest.Forecasts;
using Dashboard.Ingest.Sources.Anomalies;
using Dashboard.Ingest.Sources.Insights;

namespace Dashboard.Web.Hosting;

/// <summary>Environment variables by which analytics is set as well, by names that other products know. The program's own names go before them.</summary>
internal static class AnalyticsVariables
{
    private static readonly (string Variable, string Key)[] Known =
    [
        ("ADVANCED_ANALYTICS_ENABLED", $"{AnomalyOptions.Section}:{nameof(AnomalyOptions.Enabled)}"),
        ("ADVANCED_ANALYTICS_ENABLED", $"{ForecastOptions.Section}:{nameof(ForecastOptions.Enabled)}"),
        ("INTELLIGENCE_ENGINE_ENABLED", $"{InsightOptions.Section}:{nameof(InsightOptions.Enabled)}"),
        ("ML_MODEL_RETRAIN_INTERVAL", $"{ForecastOptions.Section}:{nameof(ForecastOptions.Interval)}"),
        ("INSIGHT_GENERATION_INTERVAL", $"{InsightOptions.Section}:{nameof(InsightOptions.Interval)}"),
    ];

    /// <summary>The settings that the variables stand for, but for those that are set by their own names. A bare number of an interval is one of seconds.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Of(IConfiguration configuration) =>
    [
        .. Known.Where(k => configuration[k.Variable] is { Length: > 0 } && configuration[k.Key] is null)
            .Select(k => KeyValuePair.Create(k.Key, (string?)Value(configuration[k.Variable]!))),
    ];

    private static string Value(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e9 ? TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture) : text;
}
