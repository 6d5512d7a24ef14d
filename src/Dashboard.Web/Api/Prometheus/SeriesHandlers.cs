using System.Globalization;
using System.Text;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Evaluation;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Web.Api.Prometheus;

/// <summary>Answers which series, labels and metrics there are: <c>/series</c>, <c>/labels</c>, <c>/label/NAME/values</c>, <c>/metadata</c>.</summary>
public sealed class SeriesHandlers(ISeriesSource source, TimeSeriesCache cache)
{
    private static readonly string[] Truncated = ["results truncated due to limit"];

    public async Task Series(HttpContext context, ApiRequest request)
    {
        if (request.All("match[]").Count == 0)
            throw ApiRequest.Bad("no match[] parameter provided");
        var limit = request.Limit();
        var (from, to) = Range(request);
        var found = new HashSet<Labels>(); // bound: series of the server
        foreach (var matchers in request.Selectors())
        {
            foreach (var series in await Ask(source.Select(matchers, from, to, SelectHints.None, context.RequestAborted)))
                found.Add(series.Labels);
        }
        var sorted = found.ToArray();
        Array.Sort(sorted, LabelOrder.Compare);
        var count = limit > 0 ? Math.Min(limit, sorted.Length) : sorted.Length;
        using var answer = ApiAnswer.Begin(context);
        answer.Json.WriteStartArray();
        for (var i = 0; i < count; i++)
        {
            answer.WriteLabels(sorted[i]);
            await answer.Continue();
        }
        answer.Json.WriteEndArray();
        await answer.End(count < sorted.Length ? Truncated : [], []);
    }

    public async Task LabelNames(HttpContext context, ApiRequest request)
    {
        var (from, to) = Range(request);
        await WriteNames(context, request, await Union(request.Selectors(), matchers => source.LabelNames(matchers, from, to, context.RequestAborted)));
    }

    public async Task LabelValues(HttpContext context, ApiRequest request)
    {
        var name = Unescaped((string?)context.Request.RouteValues["name"] ?? "");
        if (name.Length == 0)
            throw ApiRequest.Bad($"invalid label name: {GoText.Quote(name)}");
        var (from, to) = Range(request);
        await WriteNames(context, request, await Union(request.Selectors(), matchers => source.LabelValues(name, matchers, from, to, context.RequestAborted)));
    }

    public async Task Metadata(HttpContext context, ApiRequest request)
    {
        var limit = request.Text("limit") is { Length: > 0 } ? request.Limit() : int.MaxValue;
        // Of several sources the last one counts, so that no limit a metric is ever reached.
        _ = request.Limit("limit_per_metric");
        var metric = request.Text("metric");
        var described = metric.Length == 0 ? cache.Metrics.All
            : cache.Metrics.Find(metric) is { } only ? new Dictionary<string, MetricMetadata>(StringComparer.Ordinal) { [metric] = only }
            : [];
        using var answer = ApiAnswer.Begin(context);
        var json = answer.Json;
        json.WriteStartObject();
        foreach (var (name, metadata) in described.OrderBy(static m => m.Key, StringComparer.Ordinal).Take(limit))
        {
            json.WriteStartArray(name);
            json.WriteStartObject();
            json.WriteString("type"u8, TypeOf(metadata.Type));
            json.WriteString("help"u8, metadata.Help);
            json.WriteString("unit"u8, metadata.Unit);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
        await answer.End([], []);
    }

    private static (long From, long To) Range(ApiRequest request)
    {
        var from = request.Time("start", long.MinValue);
        var to = request.Time("end", long.MaxValue);
        return to >= from ? (from, to) : throw ApiRequest.Bad("end", "end timestamp must not be before start time");
    }

    private static async Task<IReadOnlyList<string>> Union(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, Func<IReadOnlyList<LabelMatcher>, ValueTask<IReadOnlyList<string>>> names)
    {
        if (selectors.Count == 0)
            return await Ask(names([]));
        if (selectors.Count == 1)
            return await Ask(names(selectors[0]));
        var all = new SortedSet<string>(StringComparer.Ordinal); // bound: labels of the server
        foreach (var matchers in selectors)
            all.UnionWith(await Ask(names(matchers)));
        return [.. all];
    }

    private static async Task WriteNames(HttpContext context, ApiRequest request, IReadOnlyList<string> names)
    {
        var limit = request.Limit();
        var count = limit > 0 ? Math.Min(limit, names.Count) : names.Count;
        using var answer = ApiAnswer.Begin(context);
        answer.Json.WriteStartArray();
        for (var i = 0; i < count; i++)
            answer.Json.WriteStringValue(names[i]);
        answer.Json.WriteEndArray();
        await answer.End(count < names.Count ? Truncated : [], []);
    }

    /// <summary>
    /// A name with characters that are not allowed in a path: <c>U__</c>, then <c>__</c> for an underscore and
    /// <c>_2e_</c> for any other character by its code point (Prometheus, "UTF-8 support", values escaping).
    /// </summary>
    private static string Unescaped(string name)
    {
        if (!name.StartsWith("U__", StringComparison.Ordinal))
            return name;
        var text = new StringBuilder(name.Length);
        for (var at = 3; at < name.Length; at++)
        {
            if (name[at] != '_')
            {
                text.Append(name[at]);
                continue;
            }
            var end = name.IndexOf('_', at + 1);
            if (end == at + 1)
                text.Append('_');
            else if (end > 0 && int.TryParse(name.AsSpan(at + 1, end - at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
                text.Append(new Rune(code));
            else
                return name;
            at = end;
        }
        return text.ToString();
    }

    private static string TypeOf(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Gauge => "gauge",
        MetricType.Histogram => "histogram",
        MetricType.GaugeHistogram => "gaugehistogram",
        MetricType.Summary => "summary",
        MetricType.StateSet => "stateset",
        MetricType.Info => "info",
        _ => "unknown",
    };

    private static async Task<IReadOnlyList<T>> Ask<T>(ValueTask<IReadOnlyList<T>> answer)
    {
        try
        {
            return await answer;
        }
        catch (IOException e)
        {
            throw new QueryException(QueryErrorKind.Execution, $"expanding series: {e.Message}", e);
        }
    }
}
