using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class CacheAdoptTests
{
    private readonly FakeClock _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(Samples.Start + 36_000_000));

    [Fact]
    public void Blocks_taken_over_newest_first_read_as_if_their_samples_had_been_appended()
    {
        var random = new Random(3);
        var (expected, cache) = (Cache(), Cache());
        var labels = Labels.Of("load");
        var (model, series) = (expected.Resolve("s", labels), cache.Resolve("s", labels));
        var timestamps = Samples.Jittered(1500, random);
        var values = Samples.AnyNasty(1500, random);
        for (var i = 0; i < timestamps.Length; i++)
            expected.Append(model, timestamps[i], values[i]);
        for (var start = 1200; start >= 0; start -= 400)
            Assert.Equal(AdoptResult.Taken, Adopt(cache, series, timestamps.AsSpan(start, start == 1200 ? 300 : 400), values.AsSpan(start, start == 1200 ? 300 : 400)));

        CacheReading.AssertSame(expected.Read([]), cache.Read([]));
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(AppendResult.Stored, expected.Append(model, timestamps[^1] + 1 + i, i));
            Assert.Equal(AppendResult.Stored, cache.Append(series, timestamps[^1] + 1 + i, i));
        }
        expected.Append(model, timestamps[1300] - 1, 7);
        cache.Append(series, timestamps[1300] - 1, 7);
        CacheReading.AssertSame(expected.Read([]), cache.Read([]));
        Assert.Equal(1701, cache.Statistics().Samples);
    }

    [Fact]
    public void A_block_that_reaches_into_what_is_held_is_refused()
    {
        var cache = Cache();
        var series = cache.Resolve("s", Labels.Of("load"));
        cache.Append(series, Samples.Start + 5000, 1);

        Assert.Equal(AdoptResult.Overlaps, Adopt(cache, series, [Samples.Start, Samples.Start + 5000], [1, 2]));
        Assert.Equal(AdoptResult.Taken, Adopt(cache, series, [Samples.Start, Samples.Start + 4999], [1, 2]));
        Assert.Equal(AdoptResult.Gone, Adopt(cache, SeriesRef.None, [Samples.Start], [1]));
    }

    [Fact]
    public void The_past_takes_nine_tenths_of_the_memory_and_no_more()
    {
        var cache = Cache(new() { Bytes = 64 << 20, BytesPerSource = 1 << 20 });
        var result = AdoptResult.Taken;
        for (var n = 0; n < 1000 && result == AdoptResult.Taken; n++)
            result = Adopt(cache, cache.Resolve("s", Labels.Of("load", ("n", $"{n}"))), Samples.Regular(512), Samples.Fractions(512, new Random(n)));

        Assert.Equal(AdoptResult.NoRoom, result);
        Assert.InRange(cache.Statistics().Bytes, 900_000, 1_000_000);
    }

    [Fact]
    public void A_series_whose_past_is_all_it_has_is_as_idle_as_its_last_sample()
    {
        var cache = Cache(new() { SeriesPerSource = 2 });
        Adopt(cache, cache.Resolve("s", Labels.Of("load", ("n", "old"))), [Samples.Start], [1]);
        Adopt(cache, cache.Resolve("s", Labels.Of("load", ("n", "older"))), [Samples.Start - 1], [1]);

        Assert.False(cache.Resolve("s", Labels.Of("load", ("n", "new"))).IsNone);
        Assert.Equal("old", Assert.Single(cache.Read([])).Key.Get("n"));
        Assert.Equal(Samples.Start, cache.CompleteFrom);
    }

    [Fact]
    public void A_sample_that_came_too_late_says_that_the_cache_is_not_complete_there()
    {
        var cache = Cache();
        var series = cache.Resolve("s", Labels.Of("load"));
        Assert.Equal(long.MinValue, cache.CompleteFrom);
        cache.Append(series, _clock.NowMs, 1);
        cache.Append(series, _clock.NowMs - 7_200_001, 1);
        Assert.Equal(_clock.NowMs - 7_200_000, cache.CompleteFrom);
        cache.CompleteFrom = 5;
        Assert.Equal(_clock.NowMs - 7_200_000, cache.CompleteFrom);
    }

    [Fact]
    public void Samples_that_leave_early_say_that_the_cache_is_not_complete_there()
    {
        var cache = Cache(new() { Bytes = 64 << 20, BytesPerSource = 1 << 20 });
        var series = Enumerable.Range(0, 100).Select(n => cache.Resolve("s", Labels.Of("load", ("n", $"{n}")))).ToList();
        var random = new Random(1);
        for (var i = 0; i < 5000; i++)
        {
            foreach (var one in series)
                cache.Append(one, Samples.Start + (i * 5000L), random.NextDouble());
        }
        cache.Trim();

        var left = cache.Read([]).Values.Max(static s => s[0].Item1);
        Assert.InRange(cache.CompleteFrom, Samples.Start + 1_000_000, left + (512 * 5000));
    }

    private TimeSeriesCache Cache(TimeSeriesCacheOptions? options = null) => new(options ?? new(), _clock);

    private static AdoptResult Adopt(TimeSeriesCache cache, SeriesRef series, ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
    {
        var block = new byte[SampleBlock.MaxBytes];
        var bytes = SampleBlock.Pack(timestamps, values, block);
        Assert.Equal((bytes, timestamps.Length), (SampleBlock.Bytes(block), SampleBlock.Samples(block)));
        return cache.Adopt(series, timestamps[0], timestamps[^1], block.AsSpan(0, bytes));
    }
}
