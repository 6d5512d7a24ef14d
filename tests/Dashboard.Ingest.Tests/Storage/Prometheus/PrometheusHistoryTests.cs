using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Prometheus;
using Dashboard.Ingest.Tests.Storage.Remote;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Tests.Storage.Prometheus;

/// <summary>The history in a real VictoriaMetrics and in a real Prometheus.</summary>
public sealed class PrometheusHistoryTests
{
    private const long Day = 86_400_000;
    private static readonly (string Name, string Value)[] Strange = [("quoted", "a\"b\\c'd"), ("lines", "one\ntwo\ttab"), ("spaced", " a, b=c {d} "), ("place", "Zürich 東京 🗼")];

    [VictoriaMetricsFact]
    public async Task VictoriaMetrics_gives_back_what_was_written()
    {
        using var peer = await PeerProgram.VictoriaMetrics();
        await RoundTrip(peer, exactEnds: false);
    }

    [PrometheusFact]
    public async Task Prometheus_gives_back_what_was_written()
    {
        using var peer = await PeerProgram.Prometheus();
        await RoundTrip(peer, exactEnds: true);
    }

    [VictoriaMetricsFact]
    public async Task VictoriaMetrics_selects_by_every_kind_of_matcher()
    {
        using var peer = await PeerProgram.VictoriaMetrics();
        await Matchers(peer);
    }

    [PrometheusFact]
    public async Task Prometheus_selects_by_every_kind_of_matcher()
    {
        using var peer = await PeerProgram.Prometheus();
        await Matchers(peer);
    }

    [VictoriaMetricsFact]
    public async Task VictoriaMetrics_is_read_as_roll_ups_over_long_times()
    {
        using var peer = await PeerProgram.VictoriaMetrics();
        await RollUps(peer);
    }

    [PrometheusFact]
    public async Task Prometheus_is_read_as_roll_ups_over_long_times()
    {
        using var peer = await PeerProgram.Prometheus();
        await RollUps(peer);
    }

    [VictoriaMetricsFact]
    public async Task What_was_written_while_the_store_was_away_is_there_once_when_it_is_back_even_after_a_restart_of_ours()
    {
        using var peer = await PeerProgram.VictoriaMetrics();
        using var bench = await Bench(peer);
        var series = bench.Series("away_total", ("device", "eth0"));
        var expected = new List<(long, double)>();
        async Task Write(int from, int count)
        {
            var samples = Enumerable.Range(from, count).Select(i => new MetricSample(series, bench.Now - 3_600_000 + (i * 1000), i)).ToArray();
            expected.AddRange(samples.Select(static s => (s.Timestamp, s.Value)));
            await bench.Write(samples);
        }

        await Write(0, 100);
        await bench.Delivered();
        peer.Stop();
        await Write(100, 100);
        await Eventually.True(() => bench.History.Problem.Length > 0);
        Assert.Contains("cannot be reached", bench.History.Problem, StringComparison.Ordinal);
        Assert.Contains("Noc:PrometheusHistory:Url", bench.History.Problem, StringComparison.Ordinal);
        await Write(200, 100);
        Assert.Equal(2, bench.History.WaitingBodies);
        await bench.Restart();
        await Write(300, 100);
        Assert.Equal(3, bench.History.WaitingBodies);
        await Eventually.True(() => bench.History.Problem.Length > 0);
        await peer.Start();
        await Eventually.True(() => bench.Clock.Waiting.Count > 0);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.Delivered();
        await peer.Flush();
        Assert.Equal(expected, await bench.Samples("away_total", bench.Now - (2 * 3_600_000), bench.Now));
        Assert.Equal("", bench.History.Problem);
    }

    [VictoriaMetricsFact]
    public async Task A_query_that_was_cancelled_ends_and_one_that_reads_too_much_says_so()
    {
        using var peer = await PeerProgram.VictoriaMetrics();
        using var bench = await HistoryBench.Prometheus(new PrometheusHistoryOptions { Url = peer.Address, MaxQuerySamples = 1000 });
        var series = bench.Series("many");
        await bench.Write([.. Enumerable.Range(0, 1001).Select(i => new MetricSample(series, bench.Now - 3_600_000 + i, i))]);
        await bench.Delivered();
        await peer.Flush();
        var problem = await Assert.ThrowsAsync<IOException>(() => bench.Select(bench.Now - Day, bench.Now, default, HistoryBench.Name("many")));
        Assert.Contains("Noc:PrometheusHistory:MaxQuerySamples", problem.Message, StringComparison.Ordinal);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.History.Select([HistoryBench.Name("many")], 0, bench.Now, default, cancelled.Token).AsTask());
    }

    [PrometheusFact]
    public async Task Samples_that_Prometheus_does_not_take_do_not_keep_the_others_from_it()
    {
        using var peer = await PeerProgram.Prometheus();
        using var bench = await Bench(peer);
        var start = bench.Now - 3_600_000;
        await bench.Write([.. Enumerable.Range(0, 50).Select(i => new MetricSample(bench.Series("first", ("i", $"{i}")), start, i))]);
        await bench.Delivered();
        // One sample of a time long past among those of its series, and one alone.
        await bench.Write([
            .. Enumerable.Range(0, 50).SelectMany(i => Enumerable.Range(1, 8).Select(n => new MetricSample(bench.Series("first", ("i", $"{i}")), start + n, i))),
            new(bench.Series("first", ("i", "17")), start - (90 * Day), 1), new(bench.Series("old"), start - (90 * Day), 1)]);
        await bench.Delivered();
        Assert.Equal((450, 2), (bench.History.DeliveredSamples, bench.History.RefusedSamples));
        Assert.Contains("too old sample", bench.History.LastRefusal, StringComparison.Ordinal);
        var found = await bench.Select(start, bench.Now, default, HistoryBench.Name("first"));
        Assert.Equal(50, found.Count);
        Assert.All(found, static s => Assert.Equal(9, HistoryBench.Read(s, RollUp.Last).Length));
    }

    private static Task<HistoryBench> Bench(PeerProgram peer) => HistoryBench.Prometheus(new PrometheusHistoryOptions { Url = peer.Address, MaxBodySamples = 1000 });

    private static async Task RoundTrip(PeerProgram peer, bool exactEnds)
    {
        using var bench = await Bench(peer);
        var start = bench.Now - 3_600_000;
        double[] everyday = [0, 1, -1, 0.1, 21.57, 1234567.891, 4294967296, -273.15, 1e-6];
        var plain = bench.Series("plain", Strange);
        await bench.Write([.. everyday.Select((v, i) => new MetricSample(plain, start + (i * 1001), v))]);
        double[] ends = [0.30000000000000004, Math.PI, 9007199254740991, double.MaxValue, double.Epsilon, -1e300, 1e-300, double.PositiveInfinity, double.NegativeInfinity];
        // A series each: VictoriaMetrics keeps the values of a block as whole numbers times one power of ten.
        await bench.Write([.. ends.Select((v, i) => new MetricSample(bench.Series("ends", ("i", $"{i}")), start, v))]);
        var ended = bench.Series("ended");
        await bench.Write(new(ended, start, 1), new(ended, start + 1000, StaleMarker.Value), new(ended, start + 2000, 2));
        await bench.Delivered();
        await peer.Flush();

        var series = Assert.Single(await bench.Select(start, bench.Now, default, HistoryBench.Name("plain")));
        Assert.Equal(Labels.Of("plain", Strange), series.Labels);
        Assert.Equal(0, series.Resolution);
        Assert.Equal([.. everyday.Select((v, i) => (start + (i * 1001), v))], HistoryBench.Read(series, RollUp.Last));
        Assert.Equal(everyday[2..5], HistoryBench.Read(series, RollUp.Last, start + 2002, start + 4004).Select(static s => s.Value));
        var read = (await bench.Select(start, start, default, HistoryBench.Name("ends"))).ToDictionary(static s => int.Parse(s.Labels.Get("i")), static s => HistoryBench.Read(s, RollUp.Last).Single().Value);
        for (var i = 0; i < ends.Length; i++)
        {
            if (exactEnds || !double.IsFinite(ends[i]))
                Assert.Equal(ends[i], read[i]);
            else if (ends[i] != double.Epsilon)
                Assert.InRange(read[i] / ends[i], 1 - 1e-12, 1 + 1e-12);
        }
        var samples = await bench.Samples("ended", start, bench.Now);
        // Prometheus tells of no stale markers through its API.
        Assert.Equal([(start, 1.0), (start + 2000, 2.0)], samples.Where(static s => !StaleMarker.Is(s.Value)));
        Assert.Equal(exactEnds ? 2 : 3, samples.Length);

        Assert.Equal(["__name__", "i", "lines", "place", "quoted", "spaced"], await bench.History.LabelNames([], start, bench.Now, default));
        Assert.Equal(["Zürich 東京 🗼"], await bench.History.LabelValues("place", [], start, bench.Now, default));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8"], await bench.History.LabelValues("i", [HistoryBench.Name("ends")], start, bench.Now, default));
    }

    private static async Task Matchers(PeerProgram peer)
    {
        using var bench = await Bench(peer);
        var start = bench.Now - 60_000;
        Labels[] all =
        [
            Labels.Of("a", ("host", "r1")), Labels.Of("a", ("host", "r2"), ("if", "eth0")), Labels.Of("a", ("host", "core\\1"), ("if", "eth1")),
            Labels.Of("b", ("if", "eth0")), Labels.Of("b"), Labels.Of("b", ("host", "ä\tb"), ("if", "x\"y")),
        ];
        await bench.Write([.. all.Select(l => new MetricSample(bench.Cache.Resolve("test", l), start, 1))]);
        await bench.Delivered();
        await peer.Flush();
        LabelMatcher[][] queries =
        [
            [new("host", MatchType.Equal, "r1")], [new("host", MatchType.Equal, "")], [new("host", MatchType.NotEqual, "r1")], [new("host", MatchType.NotEqual, "")],
            [new("host", MatchType.Regex, "r.")], [new("host", MatchType.Regex, "r")], [new("host", MatchType.Regex, "r1|core.*")], [new("host", MatchType.NotRegex, "r.+")],
            [new("host", MatchType.Regex, ".*")], [new("host", MatchType.Regex, ".+")], [new("host", MatchType.NotRegex, ".+")], [new("host", MatchType.Equal, "core\\1")],
            [new("host", MatchType.Regex, "core\\\\[0-9]")], [new("if", MatchType.Equal, "x\"y")], [new("host", MatchType.Equal, "ä\tb")], [new("host", MatchType.Regex, "ä.b")],
            [HistoryBench.Name("a"), new("if", MatchType.NotEqual, "eth0")], [new("__name__", MatchType.Regex, "a|b"), new("if", MatchType.Equal, "eth0")], [],
        ];
        foreach (var query in queries)
        {
            var found = await bench.Select(start, start, default, query);
            Assert.Equal(all.Where(l => LabelMatcher.AllMatch(query, l)).Select(static l => l.ToString()).Order(), found.Select(static s => s.Labels.ToString()).Order());
        }
    }

    private static async Task RollUps(PeerProgram peer)
    {
        using var bench = await Bench(peer);
        const long Step = 20_000;
        // Samples on the edges of roll-ups among them, and a counter that is reset now and then.
        var from = (bench.Now - (3 * Day)) / 3_600_000 * 3_600_000;
        var times = Enumerable.Range(0, (int)((bench.Now - from) / Step) + 1).Select(i => from + (i * Step)).ToArray();
        static double Gauge(long t) => t / 1000 % 977;
        static double Counter(long t) => t / 1000 % 7200;
        var (gauge, counter, other) = (bench.Series("gauge", ("host", "a")), bench.Series("counter_total", ("host", "a")), bench.Series("gauge", ("host", "b")));
        await bench.Write([.. times.SelectMany(t => new MetricSample[] { new(gauge, t, Gauge(t)), new(counter, t, Counter(t)), new(other, t, -Gauge(t)) })]);
        await bench.Delivered();
        await peer.Flush();

        var series = await bench.Select(from, bench.Now, new SelectHints(3_600_000, 3_600_000), HistoryBench.Name("gauge"), new("host", MatchType.Equal, "a"));
        var found = Assert.Single(series);
        Assert.Equal(60_000, found.Resolution);
        foreach (var (rollUp, of) in new (RollUp, Func<double[], double>)[] { (RollUp.Last, static v => v[^1]), (RollUp.Min, static v => v.Min()), (RollUp.Max, static v => v.Max()), (RollUp.Sum, static v => v.Sum()), (RollUp.Count, static v => v.Length) })
        {
            var expected = times.GroupBy(static t => (t + 59_999) / 60_000 * 60_000).Where(g => g.Key <= bench.Now).Select(g => (g.Key, of([.. g.Select(Gauge)])));
            Assert.Equal(expected, HistoryBench.Read(found, rollUp));
        }

        // Both metrics at once, of which the functions take the names away; coarser where the window is wide.
        var both = await bench.Select(from, bench.Now + 1, new SelectHints(3_600_000, 2 * Day), new LabelMatcher("host", MatchType.Regex, "a|b"));
        Assert.Equal(3, both.Count);
        Assert.All(both, static s => Assert.Equal(900_000, s.Resolution));
        var coarse = both.Single(static s => s.Labels.Name == "counter_total");
        var counted = HistoryBench.Read(coarse, RollUp.Counter, from + 900_000, bench.Now);
        var increase = counted[^1].Value - counted[0].Value;
        var truth = (counted[^1].Timestamp - counted[0].Timestamp) / 1000.0;
        Assert.InRange(increase / truth, 0.99, 1.0);
        Assert.True(counted.Zip(counted.Skip(1)).All(static p => p.Second.Value >= p.First.Value));

        // An instant selector looks at last samples only.
        var instant = Assert.Single(await bench.Select(from, bench.Now, new SelectHints(60_000, 0), HistoryBench.Name("counter_total")));
        Assert.Equal(60_000, instant.Resolution);
        Assert.Equal((bench.Now, Counter(bench.Now)), HistoryBench.Read(instant, RollUp.Last)[^1]);
    }
}
