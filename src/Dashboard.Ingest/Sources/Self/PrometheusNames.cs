using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>
/// Names of instruments and tags as Prometheus allows them
/// (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).
/// </summary>
public static class PrometheusNames
{
    /// <summary>
    /// The metric's name for an instrument: <c>http.server.request.duration</c> in <c>s</c> is
    /// <c>http_server_request_duration_seconds</c>, and a counter ends in <c>_total</c>. A unit that the name has already
    /// is not repeated. Gauges in 1 are not called ratios: this program's are numbers of things.
    /// </summary>
    public static string Metric(string instrument, string? unit, MetricFamilyType type) =>
        InstrumentNames.Metric(instrument, unit ?? "", type == MetricFamilyType.Counter, isGauge: false);

    /// <summary>The label's name for a tag: <c>http.route</c> is <c>http_route</c>.</summary>
    public static string Label(string tag) => SafeName.Label(tag);
}
