using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class CacheLimitsTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void A_source_at_its_limit_of_series_is_refused_and_no_other_source_notices()
    {
        var cache = Cache(new() { SeriesPerSource = 2 });
        Fill(cache, "noisy", series: 2, samples: 1);
        Assert.Equal(RefusalReason.SeriesLimit, cache.TryResolve("noisy", Labels.Of("m", ("n", "3")), out var refused));
        Assert.True(refused.IsNone);
        Assert.False(cache.Resolve("quiet", Labels.Of("m", ("n", "4"))).IsNone);
        Assert.False(cache.Resolve("noisy", Labels.Of("noisy", ("n", "1"))).IsNone);
        Assert.Equal(1, cache.Statistics().SeriesRefused);
        Assert.Equal([1, 0], cache.StatisticsBySource().Select(static s => s.RefusedAtSeriesLimit));
    }

    [Fact]
    public void At_the_limit_of_series_the_one_idle_longest_makes_room()
    {
        var cache = Cache(new() { SeriesPerSource = 3 });
        var references = Fill(cache, "s", series: 3, samples: 1);
        _clock.Advance(TimeSpan.FromMinutes(10));
        cache.Append(references[0], _clock.NowMs, 1);
        _clock.Advance(TimeSpan.FromMinutes(55));
        Assert.False(cache.Resolve("s", Labels.Of("new")).IsNone);
        Assert.Equal(3, cache.StatisticsOf("s").Series);
        Assert.Equal(AppendResult.Stored, cache.Append(references[0], _clock.NowMs, 1));
        Assert.Single(references.Skip(1), r => cache.Append(r, _clock.NowMs, 1) == AppendResult.Gone);
        Assert.Equal(1, cache.Statistics().SeriesEvicted);
    }

    [Fact]
    public void A_source_over_its_bytes_loses_its_own_oldest_samples_and_others_lose_none()
    {
        var cache = Cache(new() { Bytes = 64 << 20, BytesPerSource = 1 << 20, Retention = TimeSpan.FromHours(26) });
        var quiet = Fill(cache, "quiet", series: 10, samples: 2000);
        var noisy = Fill(cache, "noisy", series: 100, samples: 5000, random: true);
        var before = cache.StatisticsBySource();
        Assert.True(before[0].Bytes > 1 << 20);
        cache.Trim();
        var after = cache.StatisticsBySource();
        Assert.InRange(after[0].Bytes, 1 << 19, 1 << 20);
        Assert.Equal(500_000 + 20_000 - after[0].SamplesEvicted, cache.Statistics().Samples);
        Assert.Equal(100, after[0].Series);
        Assert.Equal(0, after[1].SamplesEvicted);
        Assert.Equal(AppendResult.Stored, cache.Append(noisy[0], _clock.NowMs + 25_000_000, 1));
        Assert.Equal(AppendResult.Stored, cache.Append(quiet[0], _clock.NowMs + 25_000_000, 1));
        // What stayed is the newest, and all of the other's.
        Assert.All(cache.Read([new LabelMatcher(Labels.MetricName, Dashboard.Domain.TimeSeries.MatchType.Equal, "quiet")]).Values, static s => Assert.InRange(s.Count, 2000, 2001));
        var left = cache.Read([new LabelMatcher(Labels.MetricName, Dashboard.Domain.TimeSeries.MatchType.Equal, "noisy")]);
        Assert.All(left.Values, s => Assert.InRange(s[0].Item1, Samples.Start + 1_000_000, long.MaxValue));
    }

    [Fact]
    public void Idle_series_go_before_the_samples_of_live_ones()
    {
        var cache = Cache(new() { Bytes = 64 << 20, BytesPerSource = 1 << 20 });
        var idle = Fill(cache, "idle", series: 50, samples: 400, random: true, source: "s");
        _clock.Advance(TimeSpan.FromHours(2));
        var live = Fill(cache, "live", series: 50, samples: 2700, random: true, source: "s", start: _clock.NowMs);
        cache.Trim();
        var statistics = Assert.Single(cache.StatisticsBySource());
        Assert.InRange(statistics.Bytes, 1, 1 << 20);
        Assert.All(idle, r => Assert.Equal(AppendResult.Gone, cache.Append(r, _clock.NowMs, 1)));
        Assert.All(live, r => Assert.Equal(AppendResult.Stored, cache.Append(r, _clock.NowMs + 20_000_000, 1)));
        Assert.Equal(50, statistics.SeriesEvicted);
    }

    [Fact]
    public void Series_that_fill_half_of_a_sources_memory_by_themselves_are_refused_so_that_samples_find_room()
    {
        var cache = Cache(new() { Bytes = 64 << 20, BytesPerSource = 1 << 20 });
        var taken = 0;
        while (cache.TryResolve("noisy", Labels.Of("m", ("n", $"{taken}")), out _) == RefusalReason.None)
            taken++;
        Assert.InRange(taken, 100, 2000);
        Assert.Equal(RefusalReason.SourceMemory, cache.TryResolve("noisy", Labels.Of("other"), out _));
        Assert.InRange(Assert.Single(cache.StatisticsBySource()).Bytes, 1, 600_000);
        Assert.Equal(2, cache.Statistics().SeriesRefused);
        Assert.Equal(RefusalReason.None, cache.TryResolve("quiet", Labels.Of("quiet"), out _));
    }

    [Fact]
    public void Over_the_budget_the_sources_that_take_most_give_most()
    {
        var cache = Cache(new() { Bytes = 3 << 20, BytesPerSource = 3 << 20 });
        Fill(cache, "large", series: 100, samples: 3000, random: true);
        Fill(cache, "small", series: 10, samples: 3000, random: true);
        Assert.True(cache.Statistics().Bytes > 2 << 20);
        Fill(cache, "larger", series: 100, samples: 5000, random: true);
        cache.Trim();
        Assert.InRange(cache.Statistics().Bytes, 1 << 20, 3 << 20);
        var statistics = cache.StatisticsBySource();
        Assert.Equal(["large", "larger", "small"], statistics.Select(static s => s.Source));
        Assert.Equal(0, statistics[2].SamplesEvicted);
        Assert.True(statistics[0].SamplesEvicted > 0 && statistics[1].SamplesEvicted > 0);
    }

    [Fact]
    public void When_all_has_left_nothing_is_counted_any_more()
    {
        var cache = Cache(new());
        Fill(cache, "s", series: 500, samples: 700, random: true);
        _clock.Advance(TimeSpan.FromHours(30));
        cache.Trim();
        var statistics = cache.Statistics();
        Assert.Equal((0, 0L, 0L, 0L), (statistics.Series, statistics.Samples, statistics.Bytes, statistics.SamplesEvicted));
        Assert.InRange(statistics.ReservedBytes, 0, 4 << 20);
        Assert.Equal(0, cache.StatisticsOf("s").Series);
    }

    private TimeSeriesCache Cache(TimeSeriesCacheOptions options) => new(options, _clock);

    private static List<SeriesRef> Fill(TimeSeriesCache cache, string name, int series, int samples, bool random = false, string? source = null, long start = Samples.Start)
    {
        var any = new Random(1);
        var references = Enumerable.Range(1, series).Select(n => cache.Resolve(source ?? name, Labels.Of(name, ("n", $"{n}")))).ToList();
        for (var i = 0; i < samples; i++)
        {
            foreach (var reference in references)
                Assert.Equal(AppendResult.Stored, cache.Append(reference, start + (i * 5000L), random ? any.NextDouble() : i));
        }
        return references;
    }
}
