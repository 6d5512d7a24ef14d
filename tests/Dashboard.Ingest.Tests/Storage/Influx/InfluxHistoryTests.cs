using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Influx;
using Dashboard.Ingest.Storage.Prometheus;
using Dashboard.Ingest.Tests.Storage.Remote;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Tests.Storage.Influx;

/// <summary>The history in a server that speaks InfluxDB's documented protocol, and its way in on a real VictoriaMetrics.</summary>
public sealed class InfluxHistoryTests
{
    private const long Day = 86_400_000;

    [Fact]
    public async Task What_was_written_is_given_back_exactly_and_what_cannot_be_written_is_counted()
    {
        await using var influx = await InfluxStub.Start();
        using var bench = await Bench(influx);
        var start = bench.Now - 3_600_000;
        double[] values = [0, -0.0, 1, 0.1, 0.30000000000000004, Math.PI, 1e300, -1e-300, double.MaxValue, double.Epsilon, 9007199254740991];
        var strange = new (string, string)[] { ("spaced", " a, b=c "), ("quoted", "a\"b'\"\""), ("path", "c:\\dir\\x\\,y"), ("place", "Zürich 東京 🗼"), ("time", "t"), ("table", "9"), ("result", "r"), ("_private", "p"), ("error", "e") };
        var series = bench.Series("plain", strange);
        await bench.Write([.. values.Select((v, i) => new MetricSample(series, start + (i * 1001), v))]);
        var other = bench.Series("other");
        await bench.Write(
            new(other, start, 1), new(other, start + 1, double.NaN), new(other, start + 2, StaleMarker.Value), new(other, start + 3, double.PositiveInfinity),
            new(bench.Series("lines", ("l", "a\nb")), start, 1), new(bench.Series("ends", ("l", "a\\")), start, 1), new(other, start + 4, 2));
        await bench.Delivered();
        Assert.Equal(5, bench.History.UnwritableSamples);

        var read = Assert.Single(await bench.Select(start, bench.Now, default, HistoryBench.Name("plain")));
        Assert.Equal(Labels.Of("plain", strange), read.Labels);
        Assert.Equal([.. values.Select((v, i) => (start + (i * 1001), v))], HistoryBench.Read(read, RollUp.Last));
        Assert.Equal([(start, 1), (start + 4, 2)], await bench.Samples("other", start, start + 4));
        Assert.Equal([(start, 1)], await bench.Samples("other", start, start + 3));
        Assert.Equal(["__name__", "_private", "error", "path", "place", "quoted", "result", "spaced", "table", "time"], await bench.History.LabelNames([], start, bench.Now, default));
        Assert.Equal(["other", "plain"], await bench.History.LabelValues("__name__", [], start, bench.Now, default));
        Assert.Equal(["9"], await bench.History.LabelValues("table", [HistoryBench.Name("plain")], start, bench.Now, default));
        Assert.DoesNotContain(bench.Log, static l => l.Contains(InfluxStub.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_kind_of_matcher_selects_as_it_does_here()
    {
        await using var influx = await InfluxStub.Start();
        using var bench = await Bench(influx);
        var start = bench.Now - 60_000;
        Labels[] all =
        [
            Labels.Of("a", ("host", "r1")), Labels.Of("a", ("host", "r2"), ("if", "eth0")), Labels.Of("a", ("host", "core\\1"), ("if", "Gi0/1")),
            Labels.Of("b", ("if", "eth0"), ("time", "now")), Labels.Of("b"), Labels.Of("b", ("host", "ä${x}"), ("if", "x\"y")),
        ];
        await bench.Write([.. all.Select(l => new MetricSample(bench.Cache.Resolve("test", l), start, 1))]);
        await bench.Delivered();
        foreach (var name in new[] { "host", "if", "time", "absent", "__name__" })
        {
            foreach (var value in new[] { "r1", "r", "", "core\\1", "eth0", "x\"y", "ä${x}", "a", "now" })
                await Same(new(name, MatchType.Equal, value), new(name, MatchType.NotEqual, value));
            foreach (var pattern in new[] { "r.", "r", "", ".*", ".+", "r1|core.*", "(?:r1|r2)", "Gi0/1", "[eG].*", "core\\\\[0-9]", "core\\\\\\d", "(?i:R1)", "ä.*", "x{1}.*", "[[:alpha:]]+[0-9]", "ä\\$\\{x}" })
                await Same(new(name, MatchType.Regex, pattern), new(name, MatchType.NotRegex, pattern));
        }
        Assert.Equal(6, (await bench.Select(start, start, default)).Count);

        async Task Same(params LabelMatcher[] matchers)
        {
            foreach (var matcher in matchers)
            {
                var found = await bench.Select(start, start, default, matcher);
                Assert.Equal(all.Where(l => LabelMatcher.AllMatch([matcher], l)).Select(static l => l.ToString()).Order(), found.Select(static s => s.Labels.ToString()).Order());
            }
        }
    }

    [Fact]
    public async Task Long_times_are_read_as_roll_ups_and_what_follows_the_last_as_samples()
    {
        await using var influx = await InfluxStub.Start();
        using var bench = await Bench(influx);
        var from = (bench.Now - (3 * Day)) / Day * Day;
        var to = bench.Now + 45_000;
        var times = Enumerable.Range(0, (int)((to - from) / 20_000) + 1).Select(i => from + (i * 20_000)).ToArray();
        static double Value(long t) => t / 1000 % 977;
        var series = bench.Series("gauge");
        await bench.Write([.. times.Select(t => new MetricSample(series, t, Value(t)))]);
        await bench.Delivered();
        var read = Assert.Single(await bench.Select(from, to, new SelectHints(3_600_000, 3_600_000), HistoryBench.Name("gauge")));
        Assert.Equal(60_000, read.Resolution);
        foreach (var (rollUp, of) in new (RollUp, Func<double[], double>)[] { (RollUp.Last, static v => v[^1]), (RollUp.Min, static v => v.Min()), (RollUp.Max, static v => v.Max()), (RollUp.Sum, static v => v.Sum()), (RollUp.Count, static v => v.Length) })
        {
            var expected = times.Where(t => t < bench.Now).GroupBy(static t => t / 60_000 * 60_000).Select(g => (g.Key + 59_999, of([.. g.Select(Value)])))
                .Concat(times.Where(t => t >= bench.Now).Select(t => (t, rollUp == RollUp.Count ? 1 : Value(t))));
            Assert.Equal(expected, HistoryBench.Read(read, rollUp));
        }
    }

    [Fact]
    public async Task What_the_server_cannot_take_now_waits_and_what_it_calls_bad_is_let_go_of()
    {
        await using var influx = await InfluxStub.Start();
        using var bench = await Bench(influx);
        var series = bench.Series("m");
        influx.Answers.Enqueue((429, "token is over quota", "42"));
        influx.Answers.Enqueue((503, "busy", "7"));
        influx.Answers.Enqueue((400, "unable to parse 'm': missing fields", null));
        await bench.Write(new MetricSample(series, bench.Now, 1));
        await bench.Write(new MetricSample(series, bench.Now + 1, 2));
        foreach (var (seconds, said) in new[] { (42, "token is over quota"), (7, "busy") })
        {
            await Eventually.True(() => bench.Clock.Waiting.Any(w => w == TimeSpan.FromSeconds(seconds)));
            Assert.Contains(said, bench.History.Problem, StringComparison.Ordinal);
            bench.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }
        await bench.Delivered();
        Assert.Contains("unable to parse 'm': missing fields", bench.History.LastRefusal, StringComparison.Ordinal);
        Assert.Equal((1, ""), (bench.History.DeliveredSamples, bench.History.Problem));
        Assert.Equal([$"m value=2 {bench.Now + 1}"], influx.Lines);
    }

    [Fact]
    public async Task A_wrong_token_is_a_sentence_that_does_not_tell_it_and_loses_nothing()
    {
        await using var influx = await InfluxStub.Start();
        using var bench = await HistoryBench.Influx(new InfluxHistoryOptions { Url = influx.Server.Address, Org = "my org", Bucket = "b/1", Token = "wr0ng" });
        await bench.Write(new MetricSample(bench.Series("m"), bench.Now, 1));
        await Eventually.True(() => bench.History.Problem.Length > 0);
        var problem = await Assert.ThrowsAnyAsync<IOException>(() => bench.Select(0, bench.Now, default, HistoryBench.Name("m")));
        foreach (var sentence in (string[])[problem.Message, bench.History.Problem, .. bench.Log])
        {
            Assert.Contains("unauthorized access", sentence, StringComparison.Ordinal);
            Assert.Contains("Noc:InfluxHistory", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("wr0ng", sentence, StringComparison.Ordinal);
        }
        Assert.Equal(1, bench.History.WaitingBodies);
    }

    [Fact]
    public async Task An_error_that_comes_as_a_table_is_an_error()
    {
        await using var influx = await InfluxStub.Start();
        using var bench = await Bench(influx);
        influx.Canned = "#datatype,string,string\r\n#group,true,true\r\n#default,,\r\n,error,reference\r\n,\"Failed to parse query, somehow\",897\r\n";
        var problem = await Assert.ThrowsAnyAsync<IOException>(() => bench.Select(bench.Now - 1, bench.Now, default, HistoryBench.Name("m")));
        Assert.Contains("Failed to parse query, somehow", problem.Message, StringComparison.Ordinal);
        influx.Canned = "hello";
        problem = await Assert.ThrowsAnyAsync<IOException>(() => bench.Select(bench.Now - 1, bench.Now, default, HistoryBench.Name("m")));
        Assert.Contains("Noc:InfluxHistory:Url", problem.Message, StringComparison.Ordinal);
    }

    [VictoriaMetricsFact]
    public async Task VictoriaMetrics_takes_what_is_written_for_InfluxDB()
    {
        using var peer = await PeerProgram.VictoriaMetrics();
        using var bench = await HistoryBench.Influx(new InfluxHistoryOptions { Url = peer.Address, Org = "o", Bucket = "b", Token = "none", MaxBodySamples = 100 });
        using var reading = await HistoryBench.Prometheus(new PrometheusHistoryOptions { Url = peer.Address });
        var labels = new (string, string)[] { ("spaced", " a, b=c "), ("quoted", "a\"b"), ("place", "Zürich 東京 🗼") };
        var series = bench.Series("octets_total", labels);
        var start = bench.Now - 3_600_000;
        await bench.Write([.. Enumerable.Range(0, 1000).Select(i => new MetricSample(series, start + (i * 1000), i / 4.0))]);
        await bench.Delivered();
        Assert.Equal((1000, ""), (bench.History.DeliveredSamples, bench.History.LastRefusal));
        await peer.Flush();
        var read = Assert.Single(await reading.Select(start, bench.Now, default, HistoryBench.Name("octets_total_value")));
        Assert.Equal(Labels.Of("octets_total_value", labels), read.Labels.With("db", ""));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (start + (i * 1000), i / 4.0)), HistoryBench.Read(read, RollUp.Last));
    }

    private static Task<HistoryBench> Bench(InfluxStub influx) =>
        HistoryBench.Influx(new InfluxHistoryOptions { Url = influx.Server.Address, Org = "my org", Bucket = "b/1", Token = InfluxStub.Token });
}
