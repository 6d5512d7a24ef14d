using System.Diagnostics;
using System.Globalization;

namespace Dashboard.Benchmarks.Comparison;

/// <summary>
/// How long queries take over HTTP: 5,000 series × 24 h at 5 s, written by remote write with their own timestamps, then
/// each query in turn to both servers, to VictoriaMetrics with and without its cache of results.
/// </summary>
internal static class QueryComparison
{
    private const int Series = 5000;
    private const int Hours = 24;
    private const int HourSteps = 3_600_000 / WriteLoad.StepMs;
    private static readonly TimeSpan WarmFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MeasuredFor = TimeSpan.FromSeconds(4);

    private static readonly (string Name, string Query, int Hours, int StepSeconds)[] Queries =
    [
        ("1 series, 1 h", """octets_total{host="h00042",iface="e2"}""", 1, 15),
        ("1 series, 24 h", """octets_total{host="h00042",iface="e2"}""", 24, 60),
        ("100 series, sum by host, 24 h", """sum by (host) (rate(octets_total{site="s007"}[5m]))""", 24, 60),
        ("1,000 series, topk(10), 1 h", """topk(10, rate(octets_total{region="r2"}[5m]))""", 1, 15),
        ("1,000 series, topk(10), 24 h", """topk(10, rate(octets_total{region="r2"}[5m]))""", 24, 60),
    ];

    public static async Task Print(ComparisonTable table, TimeProvider time)
    {
        using var ours = Contender.ThisServer();
        using var theirs = Contender.HasVictoriaMetrics ? Contender.VictoriaMetrics() : null;
        Contender[] both = theirs is null ? [ours] : [ours, theirs];
        foreach (var one in both)
            await one.Ready();
        var hour = time.GetUtcNow().ToUnixTimeMilliseconds() / 3_600_000 * 3_600_000;
        var end = hour - 60_000;
        await Load(both, hour - (Hours * 3_600_000L));
        if (theirs is not null)
            theirs.Get("/internal/force_flush");
        foreach (var one in both)
            await one.Settle();
        foreach (var query in Queries)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/api/v1/query_range?query={Uri.EscapeDataString(query.Query)}&start={(end - (query.Hours * 3_600_000L) + 60_000) / 1000}&end={end / 1000}&step={query.StepSeconds}");
            var targets = new List<(Contender Server, string Path)> { (ours, path) };
            if (theirs is not null)
                targets.AddRange([(theirs, path + "&nocache=1"), (theirs, path)]);
            var figures = Ask(targets);
            table.Ratio($"{query.Name}, ms (VictoriaMetrics without cache)", figures[0], theirs is null ? [] : figures[1], 1, null);
            if (theirs is not null)
                table.Ratio($"{query.Name}, ms (VictoriaMetrics with cache)", figures[0], figures[2], null, 1);
        }
    }

    private static List<double>[] Ask(List<(Contender Server, string Path)> targets)
    {
        var connections = targets.Select(static t => new LoopbackHttp(t.Server.Port)).ToArray();
        var requests = targets.Select(static t => LoopbackHttp.Get(t.Path)).ToArray();
        var figures = targets.Select(static _ => new List<double>()).ToArray();
        for (var all = Stopwatch.StartNew(); all.Elapsed < WarmFor + MeasuredFor;)
        {
            var counts = all.Elapsed >= WarmFor;
            for (var i = 0; i < targets.Count; i++)
            {
                var watch = Stopwatch.StartNew();
                var (status, text) = connections[i].Ask(requests[i]);
                if (status != 200 || text.Contains("\"result\":[]", StringComparison.Ordinal))
                    throw new InvalidOperationException($"{targets[i].Server.Name} answered {status}: {text}");
                if (counts)
                    figures[i].Add(watch.Elapsed.TotalMilliseconds);
            }
        }
        foreach (var connection in connections)
            connection.Dispose();
        return figures;
    }

    private static async Task Load(Contender[] servers, long from)
    {
        var values = new NetworkValues(2 * Series);
        var labels = Enumerable.Range(0, Series).Select(static n => WriteLoad.LabelsOf(("__name__", "octets_total"), ("host", $"h{n / 20:d5}"), ("iface", $"e{n % 20}"), ("region", $"r{n / 1000}"), ("site", $"s{n / 100:d3}"))).ToArray();
        var samples = new (long, double)[HourSteps];
        for (var hour = 0; hour < Hours; hour++)
        {
            var requests = new List<byte[]>();
            for (var first = 0; first < Series; first += 50)
            {
                using var body = new MemoryStream(1 << 20);
                for (var n = first; n < first + 50; n++)
                {
                    for (var step = 0; step < HourSteps; step++)
                        samples[step] = (from + (((hour * (long)HourSteps) + step) * WriteLoad.StepMs), values.Next(2 * n));
                    WriteLoad.WriteSeries(body, labels[n], samples);
                }
                requests.Add(WriteLoad.RemoteWrite(body));
            }
            foreach (var server in servers)
                await Sender.Send(server, [[.. requests.Where(static (_, i) => i % 2 == 0)], [.. requests.Where(static (_, i) => i % 2 == 1)]]);
        }
    }
}
