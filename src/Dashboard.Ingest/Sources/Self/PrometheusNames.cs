using Dashboard.Domain.Telemetry;

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
    /// is not repeated; a unit in braces says what is counted and is left out (UCUM section 6).
    /// </summary>
    public static string Metric(string instrument, string? unit, MetricFamilyType type)
    {
        var name = SafeName.Metric(instrument);
        if (type == MetricFamilyType.Counter && name.EndsWith("_total", StringComparison.Ordinal))
            name = name[..^"_total".Length];
        if (UnitWord(unit) is { } word && name != word && !name.EndsWith("_" + word, StringComparison.Ordinal))
            name = $"{name}_{word}";
        return type == MetricFamilyType.Counter ? name + "_total" : name;
    }

    /// <summary>The label's name for a tag: <c>http.route</c> is <c>http_route</c>.</summary>
    public static string Label(string tag) => SafeName.Label(tag);

    private static string? UnitWord(string? unit) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "min" => "minutes",
        "h" => "hours",
        "d" => "days",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "Hz" => "hertz",
        "Cel" => "celsius",
        "%" => "percent",
        _ => null,
    };
}
