using System.Globalization;
using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.Analytics.Failure;
using Dashboard.Domain.Analytics.Forecasting;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Sources.Forecasts;

/// <summary>Forecasts as series, so that dashboards and rules ask for them as for everything else.</summary>
internal static class ForecastSeries
{
    public const string Last = "forecast_last_value";
    public const string Growth = "forecast_growth_per_day";
    public const string Value = "forecast_value";
    public const string Lower = "forecast_lower";
    public const string Upper = "forecast_upper";
    public const string LimitReached = "forecast_limit_reached_timestamp_seconds";
    public const string Breach = "forecast_breach_probability";
    public const string Coverage = "forecast_coverage_ratio";
    public const string Mase = "forecast_mase";
    public const string Risk = "failure_risk_ratio";

    /// <summary>Says what the series are.</summary>
    public static void Describe(MetricCatalogue catalogue)
    {
        Gauge(Last, "The last value that a forecast knows, in the unit of its rule.", "");
        Gauge(Growth, "How much a value grows a day by its longest forecast, in the unit of its rule.", "");
        Gauge(Value, "What is forecast for the end of a horizon, in the unit of its rule.", "");
        Gauge(Lower, "The lower bound of the prediction interval of a level (80 or 95 %) at the end of a horizon.", "");
        Gauge(Upper, "The upper bound of the prediction interval of a level (80 or 95 %) at the end of a horizon.", "");
        Gauge(LimitReached, "When a limit is passed: by the forecast itself (point), at the earliest and at the latest by its 95 % interval; the time of the last value where it is past it already.", "s");
        Gauge(Breach, "How probable it is that a limit is passed within a horizon, read off the prediction intervals, 0 to 1.", "");
        Gauge(Coverage, "Which part of what came lay within the interval of a level: of forecasts that were made (live), and of the series' own past (backtest).", "");
        Gauge(Risk, "How much speaks for something to fail soon, by leading indicators: a score from 0 to 1, and no probability.", "");
        Gauge(Mase, "Mean absolute scaled error of forecasts; below 1 is better than the seasonal naive model.", "");

        void Gauge(string metric, string help, string unit) => catalogue.Describe(metric, new MetricMetadata(MetricType.Gauge, help, unit));
    }

    /// <summary>What a book says, series by series.</summary>
    public static IEnumerable<(ForecastSeriesKey Key, double Value)> Of(ForecastBook book)
    {
        foreach (var entity in book.Entities)
        {
            var key = new ForecastSeriesKey("", entity.Rule.Name, entity.Entity, entity.Labels);
            yield return (key with { Metric = Last }, entity.Last);
            if (double.IsFinite(entity.GrowthPerDay))
                yield return (key with { Metric = Growth }, entity.GrowthPerDay);
            foreach (var sample in entity.Horizons.SelectMany(h => Of(key with { Horizon = h.Horizon.Name() }, entity.Rule, h)))
                yield return sample;
            foreach (var limit in entity.Limits)
            {
                var at = key with { Metric = LimitReached, Limit = Text(limit.Limit) };
                foreach (var (bound, time) in new[] { ("point", limit.Point), ("earliest", limit.Earliest), ("latest", limit.Latest) })
                {
                    if (time is { } reached)
                        yield return (at with { Bound = bound }, reached / 1000.0);
                }
            }
        }
        foreach (var rule in book.Rules.Select(static r => r.Rule))
        {
            foreach (var sample in rule.Horizons.SelectMany(h => Accuracy(book, rule, h)))
                yield return sample;
        }
    }

    /// <summary>What may fail.</summary>
    public static IEnumerable<(ForecastSeriesKey Key, double Value)> Of(RiskBook book) =>
        book.Risks.Select(static r => (new ForecastSeriesKey(Risk, "", r.Entity, Labels.Empty), r.Score));

    private static IEnumerable<(ForecastSeriesKey Key, double Value)> Of(ForecastSeriesKey key, ForecastRule rule, HorizonOutlook horizon)
    {
        if (horizon.End is not { } end)
            yield break;
        yield return (key with { Metric = Value }, end.Point);
        yield return (key with { Metric = Lower, Level = "80" }, end.Lower80);
        yield return (key with { Metric = Upper, Level = "80" }, end.Upper80);
        yield return (key with { Metric = Lower, Level = "95" }, end.Lower95);
        yield return (key with { Metric = Upper, Level = "95" }, end.Upper95);
        for (var at = 0; at < rule.Limits.Count; at++)
            yield return (key with { Metric = Breach, Limit = Text(rule.Limits[at]) }, horizon.BreachProbabilities[at]);
    }

    private static IEnumerable<(ForecastSeriesKey Key, double Value)> Accuracy(ForecastBook book, ForecastRule rule, ForecastHorizon horizon)
    {
        var key = new ForecastSeriesKey("", rule.Name, "", Labels.Empty, horizon.Name());
        var (live, backtest) = (book.Live(rule.Name, horizon), book.Backtest(rule.Name, horizon));
        if (live.Count > 0)
        {
            yield return (key with { Metric = Coverage, Level = "80", Basis = "live" }, live.Coverage80);
            yield return (key with { Metric = Coverage, Level = "95", Basis = "live" }, live.Coverage95);
            yield return (key with { Metric = Mase, Basis = "live" }, live.Mase);
        }
        if (backtest is { } past)
        {
            yield return (key with { Metric = Coverage, Level = "80", Basis = "backtest" }, past.Coverage80);
            yield return (key with { Metric = Coverage, Level = "95", Basis = "backtest" }, past.Coverage95);
            yield return (key with { Metric = Mase, Basis = "backtest" }, past.Mase);
        }
    }

    private static string Text(ForecastLimit limit) => limit.Value.ToString("R", CultureInfo.InvariantCulture);
}
