using System.Globalization;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.HttpJson;

/// <summary>How one metric is found in a page, with its queries read.</summary>
internal sealed class HttpJsonMetric
{
    private HttpJsonMetric(HttpJsonMetricOptions options, JsonPath items, JsonPath value, JsonPath? time, (string Name, string Text, JsonPath? Path)[] labels)
    {
        (Options, Items, Value, Time, Labels) = (options, items, value, time, labels);
        States = new Dictionary<string, double>(options.States, StringComparer.OrdinalIgnoreCase);
    }

    public HttpJsonMetricOptions Options { get; }

    public JsonPath Items { get; }

    public JsonPath Value { get; }

    public JsonPath? Time { get; }

    /// <summary>Labels: by a query, or as they stand.</summary>
    public (string Name, string Text, JsonPath? Path)[] Labels { get; }

    public Dictionary<string, double> States { get; } // bound: settings

    /// <summary>Reads the queries of all metrics.</summary>
    /// <param name="options">The metrics.</param>
    /// <param name="problem">What is wrong with the first that is, without a full stop; null where nothing is.</param>
    /// <returns>Null where something is wrong.</returns>
    public static HttpJsonMetric[]? Read(IReadOnlyList<HttpJsonMetricOptions> options, out string? problem)
    {
        problem = null;
        var metrics = new HttpJsonMetric[options.Count];
        for (var i = 0; i < metrics.Length; i++)
        {
            if (Read(options[i], out problem) is not { } metric)
            {
                problem = $"metric '{options[i].Name}' {problem}";
                return null;
            }
            metrics[i] = metric;
        }
        return metrics;
    }

    private static HttpJsonMetric? Read(HttpJsonMetricOptions options, out string? problem)
    {
        problem = SafeName.Metric(options.Name) != options.Name ? "has a name that is none: letters, digits, underscores and colons, and no digit first"
            : !double.IsFinite(options.Scale) ? string.Create(CultureInfo.InvariantCulture, $"has the scale {options.Scale}")
            : options.Labels.Keys.FirstOrDefault(l => l == Domain.Telemetry.Labels.MetricName || SafeName.Label(l) != l) is { } bad ? $"has a label '{bad}', which is no label's name"
            : null;
        var items = Path(options.Items, ref problem);
        var value = Path(options.Value, ref problem);
        var time = options.Timestamp.Length == 0 ? null : Path(options.Timestamp, ref problem);
        var labels = new (string, string, JsonPath?)[options.Labels.Count];
        var count = 0;
        foreach (var (name, text) in options.Labels)
            labels[count++] = (name, text, JsonPath.IsMeant(text) ? Path(text, ref problem) : null);
        return problem is null ? new HttpJsonMetric(options, items!, value!, time, labels) : null;
    }

    private static JsonPath? Path(string text, ref string? problem)
    {
        if (!JsonPath.TryParse(text, out var path, out var wrong))
            problem ??= $"has a query that is none: {wrong}";
        return path;
    }
}
