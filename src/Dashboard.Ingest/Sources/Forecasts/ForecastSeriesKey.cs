using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Forecasts;

/// <summary>A series of forecasts; what does not apply is empty. The labels of what is forecast are kept beside those of the forecast.</summary>
internal readonly record struct ForecastSeriesKey(string Metric, string Rule, string Entity, Labels Own, string Horizon = "", string Level = "", string Limit = "", string Bound = "", string Basis = "")
{
    public Labels Labels() => Domain.Telemetry.Labels.From(
    [
        .. Own, new(Domain.Telemetry.Labels.MetricName, Metric), new("rule", Rule), new("entity", Entity), new("horizon", Horizon),
        new("level", Level), new("limit", Limit), new("bound", Bound), new("basis", Basis),
    ]);
}
