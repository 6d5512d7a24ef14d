using System.Net;
using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Remote;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Storage.Prometheus;

/// <summary>
/// Reads series over the Prometheus HTTP API: samples by VictoriaMetrics' export where the store has it, otherwise by
/// range selectors a few hours at a time; roll-ups by evaluating <c>min_over_time</c> and its kin once a roll-up.
/// </summary>
internal sealed class PrometheusReading(StoreClient client)
{
    private const long SliceOfSamples = 6 * 3_600_000;
    private const long RollUpsAtATime = 10_000;
    private const int MostNames = 200;

    private bool? _hasExport;
    private long _closedBy;

    /// <summary>Fetches everything that a query wants.</summary>
    public async Task Read(IReadOnlyList<LabelMatcher> matchers, long from, long to, Fetched into, CancellationToken cancellationToken)
    {
        await Probe(cancellationToken);
        var selector = SelectorText.Of(matchers);
        if (into.Resolution > 0)
        {
            // What comes after the last whole roll-up is read as samples, so that the newest one is there.
            var first = (from + into.Resolution - 1) / into.Resolution * into.Resolution;
            var last = to / into.Resolution * into.Resolution;
            foreach (var rollUp in into.RollUps)
                await ReadRollUps(matchers, selector, rollUp, first, last, into, cancellationToken);
            from = Math.Max(from, last + 1);
        }
        if (from <= to)
            await ReadSamples(selector, from, to, into, cancellationToken);
    }

    /// <summary>Asks for a list of names or values.</summary>
    public Task<IReadOnlyList<string>> List(string path, IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken)
    {
        var query = $"start={Seconds(from)}&end={Seconds(to)}";
        if (matchers.Count > 0)
            query += $"&match[]={Uri.EscapeDataString(SelectorText.Of(matchers))}";
        return Get($"api/v1/{path}?{query}", async (body, token) =>
        {
            using var json = await JsonDocument.ParseAsync(body, default, token);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("data", out var list) || list.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
                throw new InvalidDataException("it is no list");
            return list.ValueKind == JsonValueKind.Null ? [] : (IReadOnlyList<string>)[.. list.EnumerateArray().Select(static v => v.ValueKind == JsonValueKind.String ? v.GetString()! : throw new InvalidDataException("it is no list of texts")).Order(StringComparer.Ordinal)];
        }, cancellationToken);
    }

    /// <summary>Finds out, once, whether the store has an export, and whether its ranges include their beginning as those of Prometheus 2 do.</summary>
    private async Task Probe(CancellationToken cancellationToken)
    {
        if (_hasExport is not null)
            return;
        try
        {
            await Get("api/v1/export?match[]=%7B__name__%3D%22noc_probe%22%7D&start=1&end=1", static (_, _) => Task.FromResult(true), cancellationToken);
            _hasExport = true;
        }
        catch (StoreAnswerException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest or HttpStatusCode.NotImplemented)
        {
            _closedBy = await IsSecondVersion(cancellationToken) ? 1 : 0;
            _hasExport = false;
        }
    }

    private async Task<bool> IsSecondVersion(CancellationToken cancellationToken)
    {
        try
        {
            return await Get("api/v1/status/buildinfo", static async (body, token) =>
            {
                using var json = await JsonDocument.ParseAsync(body, default, token);
                return json.RootElement.GetProperty("data").TryGetProperty("version", out var version) && version.GetString() is ['2', '.', ..];
            }, cancellationToken);
        }
        catch (StoreAnswerException)
        {
            return false;
        }
    }

    private async Task ReadSamples(string selector, long from, long to, Fetched into, CancellationToken cancellationToken)
    {
        if (_hasExport == true)
        {
            await Post("api/v1/export", [new("match[]", selector), new("start", Seconds(from)), new("end", Seconds(to)), new("max_rows_per_line", "10000")], new ExportReader(into).Read, cancellationToken);
            return;
        }
        for (var start = from; start <= to; start += SliceOfSamples)
        {
            var end = Math.Min(to, start + SliceOfSamples - 1);
            var range = end - start + 1 - _closedBy;
            // Of a range that is a single millisecond nothing would be left.
            await Post("api/v1/query", [new("query", $"{selector}[{Math.Max(1, range)}ms]"), new("time", Seconds(end))], new QueryReader(into, null, null).Read, cancellationToken);
        }
    }

    private async Task ReadRollUps(IReadOnlyList<LabelMatcher> matchers, string selector, RollUp rollUp, long first, long last, Fetched into, CancellationToken cancellationToken)
    {
        if (first > last)
            return;
        var function = rollUp switch { RollUp.Min => "min_over_time", RollUp.Max => "max_over_time", RollUp.Sum => "sum_over_time", RollUp.Count => "count_over_time", _ => "last_over_time" };
        var range = $"[{into.Resolution - _closedBy}ms]";
        var name = matchers.FirstOrDefault(static m => m.Name == Labels.MetricName && m.Type == MatchType.Equal)?.Value;
        if (rollUp == RollUp.Last)
            await ReadRollUps($"last_over_time({selector}{range})", null);
        else if (name is not null)
            await ReadRollUps($"{function}({selector}{range})", name);
        else if (_hasExport == true)
            await ReadRollUps($"{function}({selector}{range}) keep_metric_names", null);
        else
        {
            // Functions take the name away, and series that differ in nothing else are then an error: one metric at a time.
            var names = await List($"label/{Labels.MetricName}/values", matchers, first - into.Resolution, last, cancellationToken);
            if (names.Count > MostNames)
                throw new IOException($"{client.Name} would have to be asked for {names.Count} metrics one by one: name the metric in the query.");
            foreach (var each in names)
                await ReadRollUps($"{function}({SelectorText.Of([new LabelMatcher(Labels.MetricName, MatchType.Equal, each), .. matchers])}{range})", each);
        }

        async Task ReadRollUps(string query, string? taken)
        {
            for (var start = first; start <= last; start += RollUpsAtATime * into.Resolution)
            {
                var end = Math.Min(last, start + ((RollUpsAtATime - 1) * into.Resolution));
                await Post("api/v1/query_range", [new("query", query), new("start", Seconds(start)), new("end", Seconds(end)), new("step", Seconds(into.Resolution)), new("nocache", "1")],
                    new QueryReader(into, rollUp, taken).Read, cancellationToken);
            }
        }
    }

    private async Task<T> Get<T>(string path, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.Address, path));
        return await client.Ask(request, read, cancellationToken);
    }

    private async Task Post(string path, KeyValuePair<string, string>[] form, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(client.Address, path)) { Content = new FormUrlEncodedContent(form) };
        await client.Ask(request, async (body, token) =>
        {
            await read(body, token);
            return true;
        }, cancellationToken);
    }

    private static string Seconds(long milliseconds) => (milliseconds / 1000m).ToString();
}
