using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite.History;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.History;

public sealed class HistoryRetentionTests
{
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;

    [Fact]
    public void Each_level_leaves_when_its_time_is_over_and_the_series_with_the_last()
    {
        using var bench = new HistoryBench(new() { Raw = TimeSpan.FromHours(12), Minutes = TimeSpan.FromDays(2), Quarters = TimeSpan.FromDays(4), Hours = TimeSpan.FromDays(6) });
        bench.Write(Enumerable.Range(0, 24).Select(h => bench.Sample(Labels.Of("old"), bench.Clock.NowMs + (h * Hour), 1)).ToArray());
        int[] expected = [1, 1, 2, 2, 3, 3, 4, 4];
        foreach (var gone in expected)
        {
            bench.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(6));
            bench.Write(new[] { bench.Sample(Labels.Of("live"), bench.Clock.NowMs, 1) });
            bench.Maintain();
            var left = Enumerable.Range(0, PageKey.Levels)
                .Select(level => bench.History.SelectAt(level, [], HistoryBench.Start, HistoryBench.Start + Hour - 1).Sum(static s => HistoryBench.ReadBits(s).Count))
                .ToArray();
            Assert.Equal(Enumerable.Range(0, PageKey.Levels).Select(level => level < gone ? 0 : 1), left);
        }
        bench.Clock.Advance(TimeSpan.FromDays(1));
        bench.Maintain();
        Assert.Equal("live", Assert.Single(bench.Select([])).Labels.Name);
        bench.Reopen();
        Assert.Equal("live", Assert.Single(bench.Select([])).Labels.Name);
    }

    [Fact]
    public void Over_its_bytes_the_oldest_samples_leave_first_and_the_file_shrinks()
    {
        using var bench = new HistoryBench(new() { MaxBytes = 16 << 20 });
        var random = new Random(1);
        var series = Enumerable.Range(0, 128).Select(n => Labels.Of("noise", ("n", $"{n}"))).ToArray();
        for (var hour = 0; hour < 8; hour++)
        {
            bench.Write(Enumerable.Range(0, 128 * 3600).Select(i => bench.Sample(series[i % 128], bench.Clock.NowMs + (i / 128 * 1000), random.NextDouble())).ToArray());
            bench.Clock.Advance(TimeSpan.FromHours(1));
        }
        bench.Clock.Advance(TimeSpan.FromMinutes(6));
        bench.Maintain();

        Assert.Equal(8 * 60 * 128, bench.History.SelectAt(PageKey.Minutes, [], 0, long.MaxValue).Sum(static s => HistoryBench.ReadBits(s).Count));
        var raw = bench.History.SelectAt(PageKey.Raw, [], 0, long.MaxValue).Select(static s => HistoryBench.ReadBits(s)).ToList();
        Assert.InRange(raw[0].Count, 3600, 3600 * 5);
        Assert.All(raw, s => Assert.Equal(HistoryBench.Start + (8 * Hour) - 1000, s[^1].Item1));
        Assert.Equal(raw[0].Count, raw[127].Count);
        bench.Maintain();
        bench.Reopen();
        // Used pages, a quarter as many again and 32 MiB that stay free.
        Assert.InRange(new FileInfo(bench.File).Length, 1 << 20, (16 << 20) + (4 << 20) + (33 << 20));
    }

    [Fact]
    public void At_the_limit_the_series_idle_longest_makes_room_and_a_new_one_is_refused_while_none_is()
    {
        using var bench = new HistoryBench(new() { MaxSeries = 3 });
        for (var n = 0; n < 3; n++)
        {
            bench.Write(new[] { bench.Sample(Labels.Of("m", ("n", $"{n}")), bench.Clock.NowMs, n) });
            bench.Clock.Advance(TimeSpan.FromMinutes(20));
        }
        bench.Write(new[] { bench.Sample(Labels.Of("m", ("n", "new")), bench.Clock.NowMs, 4) });
        Assert.Equal(["0", "1", "2"], bench.Select([]).Select(static s => s.Labels.Get("n")));

        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        bench.Write(new[] { bench.Sample(Labels.Of("m", ("n", "new")), bench.Clock.NowMs, 4) });
        Assert.Equal(["1", "2", "new"], bench.Select([]).Select(static s => s.Labels.Get("n")));
        bench.Reopen();
        Assert.Equal(["1", "2", "new"], bench.Select([]).Select(static s => s.Labels.Get("n")));
    }

    [Fact]
    public void Samples_out_of_all_time_and_references_of_no_more_use_are_passed_over()
    {
        using var bench = new HistoryBench();
        var series = Labels.Of("m");
        bench.Write(new[]
        {
            bench.Sample(series, bench.Clock.NowMs + Day + 1, 1),
            bench.Sample(series, long.MaxValue, 1),
            bench.Sample(series, long.MinValue, 1),
            bench.Sample(series, -1, 1),
            new MetricSample(SeriesRef.None, bench.Clock.NowMs, 1),
            bench.Sample(series, bench.Clock.NowMs, 1),
        });
        bench.Clock.Advance(TimeSpan.FromHours(2));
        bench.Maintain();
        Assert.Single(HistoryBench.ReadBits(Assert.Single(bench.Select([]))));
    }
}
