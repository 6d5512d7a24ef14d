using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class CacheAllocationTests
{
    [Fact]
    public void Appending_to_series_that_have_found_their_size_allocates_nothing()
    {
        var clock = new FakeClock();
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions { Retention = TimeSpan.FromHours(1) }, clock);
        var random = new Random(1);
        var references = Enumerable.Range(0, 50).Select(i => cache.Resolve("test", Labels.Of("m", ("n", $"{i}")))).ToArray();
        var values = Samples.Gauge(4096, random);
        // Two hours of samples each second, with the retention of one hour at work.
        for (var i = 0; i < 7200; i++)
        {
            Append(cache, clock, references, values[i % values.Length]);
            if (i % 60 == 0)
                cache.Trim();
        }
        var allocated = 0L;
        for (var i = 0; i < 300; i++)
            allocated += Append(cache, clock, references, values[i % values.Length]);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Resolving_a_known_series_and_reading_into_used_columns_allocates_nothing()
    {
        var clock = new FakeClock();
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), clock);
        var labels = Labels.Of("m", ("host", "a"));
        var reference = cache.Resolve("test", labels);
        for (var i = 0; i < 5000; i++)
            cache.Append(reference, clock.NowMs + (i * 1000), i * 0.5);
        var columns = new SampleColumns();
        var series = Assert.Single(cache.Series([]));
        series.Read(long.MinValue, long.MaxValue, columns);
        columns.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        series.Read(long.MinValue, long.MaxValue, columns);
        cache.Resolve("test", labels);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(5000, columns.Count);
    }

    private static long Append(TimeSeriesCache cache, FakeClock clock, SeriesRef[] references, double value)
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var reference in references)
            cache.Append(reference, clock.NowMs, value);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
