using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Tests.Pipeline;

public sealed class SeriesTableTests
{
    private int _built;

    [Fact]
    public void Labels_are_built_once_a_series()
    {
        using var bench = new IngestBench();
        var table = Table(bench);

        Assert.Equal(table["a"], table["a"]);
        Assert.NotEqual(table["a"], table["b"]);
        Assert.Equal(2, _built);
    }

    [Fact]
    public async Task A_series_that_left_the_cache_is_resolved_anew_after_one_lost_sample()
    {
        using var bench = new IngestBench(cacheOptions: new TimeSeriesCacheOptions { Retention = TimeSpan.FromMinutes(1) });
        var store = new MetricStore(bench.Cache);
        bench.Register();
        var table = Table(bench);
        var before = table["a"];
        bench.Clock.Advance(TimeSpan.FromMinutes(2));
        bench.Cache.Trim();

        await bench.Pipeline.Post(bench.Sample("test", table["a"], 1), default);
        await bench.Drain();

        Assert.Equal(1, bench.Status("test").Dropped["series not held"]);
        Assert.NotEqual(before, table["a"]);
        using var batch = bench.Sample("test", table["a"], 2);
        Assert.Equal(new StoreReport(1), store.Store(batch));
    }

    [Fact]
    public void A_key_that_is_forgotten_is_resolved_anew()
    {
        using var bench = new IngestBench();
        var table = Table(bench);
        var before = table["a"];

        table.Forget("a");

        Assert.Equal(before, table["a"]);
        Assert.Equal(2, _built);
    }

    [Fact]
    public void A_refused_series_is_not_remembered_so_that_it_is_taken_once_there_is_room()
    {
        using var bench = new IngestBench(cacheOptions: new TimeSeriesCacheOptions { SeriesPerSource = 1, Retention = TimeSpan.FromMinutes(1) });
        var table = Table(bench);
        _ = table["a"];
        Assert.True(table["b"].IsNone);

        bench.Clock.Advance(TimeSpan.FromMinutes(2));
        bench.Cache.Trim();

        Assert.False(table["b"].IsNone);
    }

    private SeriesTable<string> Table(IngestBench bench) => new(bench.Pipeline, "test", key =>
    {
        _built++;
        return Labels.Of(key);
    });
}
