using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Dashboard.Ingest.Tests.Storage.Remote;
using Microsoft.AspNetCore.Http;

namespace Dashboard.Ingest.Tests.Storage.Influx;

/// <summary>
/// A server that speaks the documented protocol of InfluxDB 2 as far as it is spoken here: <c>/api/v2/write</c> with line
/// protocol, <c>/api/v2/query</c> with the Flux that <see cref="FluxQuery"/> understands and annotated CSV
/// (https://docs.influxdata.com/influxdb/v2/api/).
/// </summary>
internal sealed class InfluxStub : IAsyncDisposable
{
    public const string Token = "t0p-s3cret==";

    private readonly ConcurrentDictionary<string, (SortedDictionary<string, string> Tags, SortedDictionary<long, double> Samples)> _series = new();

    private InfluxStub()
    {
    }

    public StubStore Server { get; private set; } = null!;

    /// <summary>Status, body and Retry-After with which the next writes are answered.</summary>
    public ConcurrentQueue<(int Status, string Body, string? RetryAfter)> Answers { get; } = new();

    /// <summary>A body with which every query is answered, instead of what is stored.</summary>
    public string? Canned { get; set; }

    public ConcurrentQueue<string> Lines { get; } = new();

    public static async Task<InfluxStub> Start()
    {
        var stub = new InfluxStub();
        stub.Server = await StubStore.Start(stub.Answer);
        return stub;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Token {Token}")
            await Fail(context, 401, "unauthorized access");
        else if (context.Request.Query["org"] != "my org")
            await Fail(context, 404, "organization name not found");
        else if (context.Request.Path == "/api/v2/write")
            await Write(context);
        else
            await Query(context);
    }

    private static Task Fail(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(JsonSerializer.Serialize(new { code = "invalid", message }));
    }

    private async Task Write(HttpContext context)
    {
        Assert.Equal(("POST", "b/1", "ms", "gzip"), (context.Request.Method, context.Request.Query["bucket"].ToString(), context.Request.Query["precision"].ToString(), context.Request.Headers.ContentEncoding.ToString()));
        using var reader = new StreamReader(new GZipStream(context.Request.Body, CompressionMode.Decompress), new UTF8Encoding(false, throwOnInvalidBytes: true));
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (Answers.TryDequeue(out var answer))
        {
            if (answer.RetryAfter is not null)
                context.Response.Headers.RetryAfter = answer.RetryAfter;
            await Fail(context, answer.Status, answer.Body);
            return;
        }
        foreach (var line in lines)
        {
            Lines.Enqueue(line);
            Store(line);
        }
        context.Response.StatusCode = 204;
    }

    private void Store(string line)
    {
        var parts = Split(line, ' ');
        Assert.Equal(3, parts.Count);
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var key = Split(parts[0], ',');
        tags["_measurement"] = Plain(key[0]);
        foreach (var tag in key.Skip(1))
        {
            var pair = Split(tag, '=');
            Assert.Equal(2, pair.Count);
            tags.Add(Plain(pair[0]), Plain(pair[1]));
        }
        Assert.StartsWith("value=", parts[1]);
        var samples = _series.GetOrAdd(string.Join('\u0001', tags.Select(static t => $"{t.Key}\u0002{t.Value}")), _ => (tags, [])).Samples;
        lock (samples)
            samples[long.Parse(parts[2])] = double.Parse(parts[1].AsSpan(6), CultureInfo.InvariantCulture);
    }

    private async Task Query(HttpContext context)
    {
        Assert.Equal(("POST", "/api/v2/query"), (context.Request.Method, context.Request.Path.Value));
        using var json = await JsonDocument.ParseAsync(context.Request.Body);
        var root = json.RootElement;
        Assert.Equal(("flux", true, ","), (root.GetProperty("type").GetString(), root.GetProperty("dialect").GetProperty("header").GetBoolean(), root.GetProperty("dialect").GetProperty("delimiter").GetString()));
        Assert.Equal(["datatype", "group", "default"], root.GetProperty("dialect").GetProperty("annotations").EnumerateArray().Select(static a => a.GetString()));
        var query = FluxQuery.Parse(root.GetProperty("query").GetString()!);
        if (query.Bucket != "b/1")
        {
            await Fail(context, 404, "could not find bucket");
            return;
        }
        context.Response.ContentType = "text/csv; charset=utf-8";
        await context.Response.WriteAsync(Canned ?? Csv(query));
    }

    private string Csv(FluxQuery query)
    {
        var csv = new StringBuilder();
        var (from, to) = (query.Start.ToUnixTimeMilliseconds(), query.Stop.ToUnixTimeMilliseconds());
        // Every table has a header of its own here, which is allowed, and the hardest there is to read.
        var table = 0;
        foreach (var (tags, samples) in _series.Values)
        {
            if (!query.Condition(new Dictionary<string, string>(tags) { ["_field"] = "value" }))
                continue;
            var within = samples.Where(s => s.Key >= from && s.Key < to).Select(static s => (s.Key, s.Value)).ToArray();
            if (within.Length == 0)
                continue;
            if (query.IsSeries)
                WriteTable(csv, "series", table++, tags, null);
            else if (query.Windows.Count == 0)
                WriteTable(csv, "samples", table++, tags, within);
            foreach (var (every, function) in query.Windows)
                WriteTable(csv, function, table++, tags, Aggregate(within, (long)every.TotalMilliseconds, function));
        }
        return csv.Append("\r\n").ToString();
    }

    private static (long Time, double Value)[] Aggregate((long Time, double Value)[] samples, long every, string function) =>
    [
        .. samples.GroupBy(s => (s.Time / every * every) + every).Select(w => (w.Key, function switch
        {
            "min" => w.Min(static s => s.Value),
            "max" => w.Max(static s => s.Value),
            "sum" => w.Sum(static s => s.Value),
            "count" => w.Count(),
            _ => w.Last().Value,
        })),
    ];

    private static void WriteTable(StringBuilder csv, string result, int table, SortedDictionary<string, string> tags, (long Time, double Value)[]? samples)
    {
        var columns = samples is null ? "" : ",dateTime:RFC3339," + (result == "count" ? "long" : "double");
        csv.Append("#datatype,string,long").Append(columns).Append(string.Concat(tags.Select(static _ => ",string"))).Append("\r\n");
        csv.Append("#group,false,false").Append(samples is null ? "" : ",false,false").Append(string.Concat(tags.Select(static _ => ",true"))).Append("\r\n");
        csv.Append("#default,").Append(result).Append(',').Append(samples is null ? "" : ",,").Append(string.Concat(tags.Select(static _ => ","))).Append("\r\n");
        csv.Append(",result,table").Append(samples is null ? "" : ",_time,_value").Append(string.Concat(tags.Keys.Select(static t => "," + Field(t)))).Append("\r\n");
        foreach (var (time, value) in samples ?? [(0, 0)])
        {
            csv.Append(",,").Append(table);
            if (samples is not null)
                csv.Append(',').Append(DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ")).Append(',').Append(Number(value));
            csv.Append(string.Concat(tags.Values.Select(static t => "," + Field(t)))).Append("\r\n");
        }
        csv.Append("\r\n");
    }

    /// <summary>Without an exponent, as InfluxDB writes it.</summary>
    private static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E') ? value.ToString("F340", CultureInfo.InvariantCulture).TrimEnd('0') : text;
    }

    private static string Field(string text) => text.AsSpan().IndexOfAny(",\"\r\n ") >= 0 ? $"\"{text.Replace("\"", "\"\"")}\"" : text;

    private static List<string> Split(string text, char at)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != at || (i > 0 && text[i - 1] == '\\'))
                continue;
            parts.Add(text[start..i]);
            start = i + 1;
        }
        return [.. parts, text[start..]];
    }

    private static string Plain(string text) => text.Replace("\\,", ",").Replace("\\=", "=").Replace("\\ ", " ");
}
