using System.Globalization;
using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.Analytics.Failure;
using Dashboard.Domain.Analytics.Forecasting;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Components.Forecasts;

/// <summary>Forecasts in words.</summary>
internal static class ForecastText
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    // One time in five that a limit is passed is more than chance.
    private const double WorthAWord = 0.2;

    /// <summary>Where an entity's forecast is shown.</summary>
    public static string Link(EntityOutlook entity) => $"/forecasts?rule={Uri.EscapeDataString(entity.Rule.Name)}&entity={Uri.EscapeDataString(entity.Entity)}";

    /// <summary>How an entity stands, and how bad that is; null where nothing is forecast.</summary>
    public static (PerceivedSeverity? Severity, string Words) Standing(EntityOutlook entity, DateTimeOffset now)
    {
        for (var at = entity.Limits.Count - 1; at >= 0; at--)
        {
            if (entity.Limits[at].IsPassed)
                return (at == entity.Limits.Count - 1 ? PerceivedSeverity.Major : PerceivedSeverity.Minor, $"past {Limit(entity.Rule, entity.Limits[at].Limit)}");
        }
        if (entity.Horizons.All(static h => h.End is null))
            return (null, "no forecast yet");
        for (var at = entity.Limits.Count - 1; at >= 0; at--)
        {
            if (entity.Limits[at].Point is { } passed && Ahead(passed, now) is var ahead)
                return (ahead <= Soon ? PerceivedSeverity.Minor : PerceivedSeverity.Warning, $"passes {Limit(entity.Rule, entity.Limits[at].Limit)} {In(ahead)}");
        }
        var reach = entity.Horizons.Last(static h => h.End is not null).Horizon.Words();
        return entity.Limits.Count == 0 ? (PerceivedSeverity.Cleared, $"forecast for {reach}")
            : entity.MostProbableBreach >= WorthAWord ? (PerceivedSeverity.Warning, $"may pass {Limit(entity.Rule, entity.Limits[0].Limit)} within {reach}")
            : (PerceivedSeverity.Cleared, $"keeps its limits for {reach}");
    }

    /// <summary>How bad a risk is.</summary>
    public static PerceivedSeverity SeverityOf(FailureRisk risk) =>
        risk.Score >= 0.6 ? PerceivedSeverity.Major : risk.Score >= 0.3 ? PerceivedSeverity.Minor : PerceivedSeverity.Warning;

    /// <summary>When a limit is passed, with the earliest and the latest time.</summary>
    public static string When(LimitOutlook limit) =>
        limit.IsPassed ? "already"
        : limit.Point is { } point ? $"{Date(point)} ({(limit.Earliest is { } first && first < point ? Date(first) : "no earlier")} to {(limit.Latest is { } last ? Date(last) : "beyond the forecast")})"
        : limit.Earliest is { } earliest ? $"not by the forecast; at the earliest {Date(earliest)}" : "not within the forecast";

    /// <summary>A rule's limit: "80 %", "below 99 %".</summary>
    public static string Limit(ForecastRule rule, ForecastLimit limit) => $"{(limit.Below ? "below " : "")}{rule.Unit.FormatLimit(limit.Value)}";

    /// <summary>A time of day, in UTC.</summary>
    public static string Date(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A probability in hundredths, no more exact than it is.</summary>
    public static string Probability(double probability) => probability < 0.005 ? "< 1 %" : probability > 0.995 ? "> 99 %" : $"{probability * 100:0} %";

    /// <summary>How forecasts did, for one line.</summary>
    public static string Accuracy(HorizonAccuracy live) =>
        live.Count == 0 ? "none has come true or false yet" : $"{live.Count:N0} held against what came: {Figures(live.Smape, live.Mase, live.Coverage80, live.Coverage95)}";

    /// <summary>How forecasts did on the past, for one line.</summary>
    public static string Accuracy(BacktestStep? step) => step is { } past ? Figures(past.Smape, past.Mase, past.Coverage80, past.Coverage95) : "the past is too short for that";

    private static string Figures(double smape, double mase, double coverage80, double coverage95) =>
        $"sMAPE {smape:0.#} %, MASE {mase:0.00}, {Share(coverage80)} in the 80 % interval, {Share(coverage95)} in the 95 % interval";

    private static string Share(double share) => double.IsFinite(share) ? $"{share * 100:0} %" : "unknown";

    private static TimeSpan Ahead(long time, DateTimeOffset now) => TimeSpan.FromMilliseconds(Math.Max(0, time - now.ToUnixTimeMilliseconds()));

    private static string In(TimeSpan ahead) => ahead switch
    {
        { TotalDays: >= 2 } => $"in {ahead.TotalDays:0} days",
        { TotalHours: >= 2 } => $"in {ahead.TotalHours:0} hours",
        { TotalMinutes: >= 2 } => $"in {ahead.TotalMinutes:0} minutes",
        _ => "now",
    };
}
