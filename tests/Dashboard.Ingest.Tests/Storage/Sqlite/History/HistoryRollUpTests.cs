using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Sqlite.History;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.History;

public sealed class HistoryRollUpTests
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    private readonly SortedDictionary<Labels, SortedDictionary<long, double>> _model = new(Comparer<Labels>.Create(static (a, b) => string.CompareOrdinal(a.ToString(), b.ToString())));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_roll_up_is_what_the_samples_come_to_whichever_level_has_them(int seed)
    {
        var random = new Random(seed);
        using var bench = new HistoryBench();
        var series = Enumerable.Range(0, 6).Select(n => Labels.Of(n % 2 == 0 ? "octets_total" : "load", ("n", $"{n}"))).ToArray();
        var totals = new double[series.Length];
        for (var round = 0; round < 90; round++)
        {
            var batch = new List<MetricSample>();
            var interval = random.Next(5, 200) * 1000L;
            var length = random.Next(1, 90) * Minute;
            for (var n = 0; n < series.Length; n++)
            {
                for (var at = bench.Clock.NowMs; at < bench.Clock.NowMs + length; at += interval + random.Next(20))
                    Add(bench, batch, series[n], at, Next(random, n, ref totals[n]));
                for (var late = random.Next(3); late > 0; late--)
                    Add(bench, batch, series[n], bench.Clock.NowMs - random.NextInt64(1, 2 * Day), Next(random, n, ref totals[n]));
            }
            bench.Clock.Advance(TimeSpan.FromMilliseconds(length));
            bench.Write(batch.ToArray());
            if (random.Next(4) == 0)
                bench.Reopen();
            // The next full hour and its grace, so that nothing late waits.
            if (round % 15 == 14)
            {
                bench.Clock.Advance(TimeSpan.FromMilliseconds(Hour));
                bench.Maintain();
                AssertSame(random, bench);
            }
        }
        Assert.True(bench.Clock.NowMs - HistoryBench.Start > 2 * Day);
    }

    [Fact]
    public void A_sample_that_comes_when_only_roll_ups_are_left_is_taken_into_them()
    {
        using var bench = new HistoryBench(new() { Raw = TimeSpan.FromHours(2), Minutes = TimeSpan.FromDays(2) });
        var labels = Labels.Of("load");
        for (var day = 0; day < 4; day++)
        {
            bench.Write(Enumerable.Range(0, 144).Select(i => bench.Sample(labels, bench.Clock.NowMs + (i * 10 * Minute), 5)).ToArray());
            bench.Clock.Advance(TimeSpan.FromDays(1));
            bench.Maintain();
        }
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        bench.Maintain();
        bench.Write(new[]
        {
            bench.Sample(labels, bench.Clock.NowMs - Day + 1, 3),
            bench.Sample(labels, HistoryBench.Start + Hour + 1, 8),
            bench.Sample(labels, HistoryBench.Start + (2 * Hour) + 1, 9),
        });
        bench.Clock.Advance(TimeSpan.FromHours(1));
        bench.Maintain();

        Assert.Empty(HistoryBench.ReadBits(bench.History.SelectAt(PageKey.Raw, [], HistoryBench.Start, HistoryBench.Start + Day)[0]));
        var hours = bench.History.SelectAt(PageKey.Hours, [], HistoryBench.Start, bench.Clock.NowMs)[0];
        Assert.Equal(Hour, hours.Resolution);
        Assert.Equal((4 * 144) + 3, HistoryBench.ReadPoints(hours, RollUp.Count).Sum(static p => p.Value));
        Assert.Equal([8.0, 9.0], HistoryBench.ReadPoints(hours, RollUp.Max).Where(static p => p.Value > 5).Select(static p => p.Value));
        Assert.Equal(3.0, HistoryBench.ReadPoints(hours, RollUp.Min).Min(static p => p.Value));
        Assert.Equal((4 * 144) + 3, HistoryBench.ReadPoints(bench.History.SelectAt(PageKey.Quarters, [], HistoryBench.Start, bench.Clock.NowMs)[0], RollUp.Count).Sum(static p => p.Value));
    }

    [Fact]
    public void The_level_is_the_finest_that_reaches_back_and_that_the_window_resolves()
    {
        const long now = 1000 * Day;
        var spans = new PageSpans();
        spans.Raise(PageKey.Raw, now - (7 * Day));
        spans.Raise(PageKey.Minutes, now - (30 * Day));
        spans.Raise(PageKey.Quarters, now - (180 * Day));
        spans.Raise(PageKey.Hours, now - (731 * Day));
        int Level(long days, long window = 0) => LevelChoice.Of(now - (days * Day), now, new SelectHints(Minute, window), spans);

        Assert.Equal(PageKey.Raw, Level(2, 30 * Day));
        Assert.Equal(PageKey.Raw, Level(7));
        Assert.Equal(PageKey.Raw, Level(7, 5 * Minute));
        Assert.Equal(PageKey.Minutes, Level(7, 100 * Minute));
        Assert.Equal(PageKey.Quarters, Level(7, 2 * Day));
        Assert.Equal(PageKey.Minutes, Level(8));
        Assert.Equal(PageKey.Quarters, Level(31));
        Assert.Equal(PageKey.Hours, Level(181));
        Assert.Equal(PageKey.Hours, Level(900));
        Assert.Equal(PageKey.Hours, LevelChoice.Of(long.MinValue, long.MaxValue, SelectHints.None, spans));
        Assert.Equal(PageKey.Raw, LevelChoice.Of(long.MinValue, long.MaxValue, SelectHints.None, new PageSpans()));
        Assert.Equal(PageKey.Minutes, LevelChoice.Of(now - (8 * Day), now - (7 * Day), SelectHints.None, spans));
    }

    private void Add(HistoryBench bench, List<MetricSample> batch, Labels labels, long timestamp, double value)
    {
        if (!_model.TryGetValue(labels, out var samples))
            _model[labels] = samples = [];
        samples[timestamp] = value;
        batch.Add(bench.Sample(labels, timestamp, value));
    }

    private static double Next(Random random, int n, ref double total)
    {
        if (random.Next(60) == 0)
            return StaleMarker.Value;
        if (n % 2 == 1)
            return Math.Round((random.NextDouble() * 200) - 100, 2);
        return total = random.Next(40) == 0 ? random.Next(1000) : total + random.Next(100_000);
    }

    private void AssertSame(Random random, HistoryBench bench)
    {
        var hours = (bench.Clock.NowMs - (5 * Minute)) / Hour * Hour;
        var days = hours / Day * Day;
        for (var level = PageKey.Minutes; level <= PageKey.Hours; level++)
        {
            var resolution = PageKey.ResolutionMs(level);
            long Resolution(long timestamp) => timestamp >= hours ? 0 : level > PageKey.Minutes && timestamp >= days ? Minute : resolution;
            foreach (var (from, to) in new[] { (0L, bench.Clock.NowMs), (random.NextInt64(HistoryBench.Start, bench.Clock.NowMs), bench.Clock.NowMs - random.NextInt64(Day)) })
            {
                foreach (var series in bench.History.SelectAt(level, [], from, to))
                {
                    foreach (var rollUp in Enum.GetValues<RollUp>())
                    {
                        var expected = RollUpModel.Of(_model[series.Labels], Resolution, rollUp, from, to);
                        var actual = HistoryBench.ReadPoints(series, rollUp, from, to);
                        Assert.Equal(expected.Select(static p => p.Time), actual.Select(static p => p.Time));
                        Assert.All(expected.Zip(actual), pair => Assert.True(Near(pair.First.Value, pair.Second.Value), $"{series.Labels} {rollUp} of level {level} at {pair.First.Time}: {pair.First.Value:R} expected, {pair.Second.Value:R} read"));
                    }
                }
            }
        }
    }

    private static bool Near(double expected, double actual) =>
        StaleMarker.Is(expected) ? StaleMarker.Is(actual) : Math.Abs(expected - actual) <= 1e-12 * Math.Max(1e4, Math.Abs(expected));
}
