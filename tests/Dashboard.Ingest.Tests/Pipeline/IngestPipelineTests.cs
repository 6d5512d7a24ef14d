using System.Threading.Channels;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Tests.Pipeline;

public sealed class IngestPipelineTests
{
    [Fact]
    public async Task A_source_that_can_wait_does_and_that_is_counted()
    {
        using var bench = new IngestBench(new PipelineOptions { QueueBatches = 1 });
        bench.Register();
        var series = Resolve(bench, "a");
        await bench.Pipeline.Post(bench.Sample("test", series, 1), default);

        var second = bench.Pipeline.Post(bench.Sample("test", series, 2, bench.Now + 1), default).AsTask();

        Assert.False(second.IsCompleted);
        Assert.Equal(1, bench.Status("test").Waits);
        Assert.Equal(1, bench.Pipeline.QueuedRecords);
        await bench.Pipeline.StartAsync(default);
        await second;
        await bench.Drain();
        await bench.Holds([1, 2], "a");
        Assert.Equal(2, bench.Status("test").Records);
    }

    [Fact]
    public async Task A_source_that_cannot_wait_loses_the_batch_and_that_is_counted()
    {
        using var bench = new IngestBench(new PipelineOptions { QueueBatches = 1 });
        bench.Register();
        var series = Resolve(bench, "a");

        Assert.True(bench.Pipeline.TryPost(bench.Sample("test", series, 1)));
        Assert.False(bench.Pipeline.TryPost(bench.Sample("test", series, 2, bench.Now + 1)));
        await bench.Drain();

        Assert.Equal(1, bench.Status("test").Dropped["queue full"]);
        Assert.Equal(0, bench.Status("test").Waits);
        await bench.Holds([1], "a");
    }

    [Fact]
    public async Task The_queue_is_full_by_records_however_few_the_batches()
    {
        using var bench = new IngestBench(new PipelineOptions { QueueRecords = 3 });
        bench.Register();
        var series = Resolve(bench, "a");
        for (var i = 0; i < 2; i++)
        {
            var batch = bench.Sample("test", series, i, bench.Now + (2 * i));
            batch.Add(new MetricSample(series, bench.Now + (2 * i) + 1, i));
            Assert.True(bench.Pipeline.TryPost(batch));
        }

        Assert.False(bench.Pipeline.TryPost(bench.Sample("test", series, 9, bench.Now + 9)));
        Assert.Equal(4, bench.Pipeline.QueuedRecords);
        await bench.Drain();
        await bench.Holds([0, 0, 1, 1], "a");
        Assert.Equal(0, bench.Pipeline.QueuedRecords);
    }

    [Fact]
    public async Task Batches_of_a_source_are_stored_in_their_order_whoever_stores_them()
    {
        var store = new ProbeStore(TelemetryKind.Metric);
        using var bench = new IngestBench(new PipelineOptions { QueueBatches = 2 }, stores: _ => [store]);
        bench.Register();
        var series = Resolve(bench, "a");
        await bench.Pipeline.StartAsync(default);
        await Parallel.ForAsync(0, 4, async (sender, stop) =>
        {
            for (var i = 1; i <= 500; i++)
                await bench.Pipeline.Post(bench.Sample("test", series, i, bench.Now + (sender * 1000) + i), stop);
        });
        await bench.Drain();

        var times = store.Stored.Select(d => d.Timestamp - bench.Now).ToList();
        Assert.Equal(2000, times.Count);
        for (var sender = 0L; sender < 4; sender++)
            Assert.Equal(Enumerable.Range(1, 500).Select(i => (sender * 1000) + i), times.Where(t => t / 1000 == sender));
    }

    [Fact]
    public async Task After_the_stop_a_batch_is_turned_away_by_an_error()
    {
        using var bench = new IngestBench();
        bench.Register();
        await bench.Drain();

        await Assert.ThrowsAsync<ChannelClosedException>(() => bench.Pipeline.Post(bench.Sample("test", Resolve(bench, "a"), 1), default).AsTask());
    }

    [Fact]
    public async Task A_source_that_is_stopped_while_it_waits_gets_away()
    {
        using var bench = new IngestBench(new PipelineOptions { QueueBatches = 1 });
        bench.Register();
        using var stop = new CancellationTokenSource();
        await bench.Pipeline.Post(bench.Sample("test", Resolve(bench, "a"), 1), default);
        var waiting = bench.Pipeline.Post(bench.Sample("test", Resolve(bench, "a"), 2), stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Times_in_the_future_or_before_1970_are_refused_and_the_rest_of_the_batch_is_kept()
    {
        using var bench = new IngestBench();
        bench.Register();
        var series = Resolve(bench, "a");
        var tolerance = (long)new PipelineOptions().FutureTolerance.TotalMilliseconds;
        var batch = bench.Sample("test", series, 1, bench.Now + tolerance);
        batch.Add(new MetricSample(series, bench.Now + tolerance + 1, 2));
        batch.Add(new MetricSample(series, 0, 3));
        batch.Add(new MetricSample(series, -5, 4));
        await bench.Pipeline.Post(batch, default);
        await bench.Drain();

        await bench.Holds([1], "a");
        Assert.Equal(3, bench.Status("test").Dropped["time in the future or before 1970"]);
    }

    [Fact]
    public async Task Samples_older_than_the_cache_keeps_are_counted()
    {
        using var bench = new IngestBench();
        bench.Register();
        await bench.Pipeline.Post(bench.Sample("test", Resolve(bench, "a"), 1, bench.Now - (long)TimeSpan.FromDays(3).TotalMilliseconds), default);
        await bench.Drain();

        Assert.Equal(1, bench.Status("test").Dropped["older than the store keeps"]);
        Assert.Equal(0, bench.Status("test").Records);
    }

    [Fact]
    public async Task A_kind_without_a_store_is_dropped_by_its_name()
    {
        using var bench = new IngestBench();
        bench.Register();
        var batch = new TelemetryBatch<LogRecord>("test");
        batch.Add(new LogRecord(bench.Now, Labels.Empty, LogSeverity.Informational, "hello"));
        await bench.Pipeline.Post(batch, default);
        await bench.Drain();

        Assert.Equal(1, bench.Status("test").Dropped["no store for Log"]);
    }

    [Fact]
    public async Task A_store_that_throws_loses_its_batch_and_no_other()
    {
        var store = new ProbeStore(TelemetryKind.Metric);
        store.OnStore = batch =>
        {
            if (batch.Count == 2)
                throw new InvalidOperationException("disk full");
        };
        using var bench = new IngestBench(stores: _ => [store]);
        bench.Register();
        var series = Resolve(bench, "a");
        await bench.Pipeline.Post(bench.Sample("test", series, 1), default);
        var bad = bench.Sample("test", series, 2);
        bad.Add(new MetricSample(series, bench.Now, 3));
        await bench.Pipeline.Post(bad, default);
        await bench.Pipeline.Post(bench.Sample("test", series, 4), default);
        await bench.Drain();

        Assert.Equal([1, 1], store.Stored.Select(d => d.Count));
        Assert.Equal(2, bench.Status("test").Records);
        Assert.Equal(2, bench.Status("test").Dropped["store failed: disk full"]);
    }

    [Fact]
    public async Task A_source_at_its_limit_of_series_is_told_so_and_others_keep_their_references()
    {
        using var bench = new IngestBench(cacheOptions: new TimeSeriesCacheOptions { SeriesPerSource = 1 });
        bench.Register();
        var first = Resolve(bench, "a");
        var second = Resolve(bench, "b");
        var epoch = bench.Pipeline.SeriesEpoch;
        await bench.Pipeline.Post(bench.Sample("test", first, 1), default);
        await bench.Pipeline.Post(bench.Sample("test", second, 2), default);
        await bench.Drain();

        Assert.True(second.IsNone);
        Assert.Equal(1, bench.Cache.Statistics().SeriesRefused);
        Assert.Equal(1, bench.Status("test").Dropped["limit of series reached"]);
        Assert.Equal((1, 1L), (bench.Status("test").Held.Series, bench.Status("test").Records));
        Assert.Equal(epoch, bench.Pipeline.SeriesEpoch);
    }

    [Fact]
    public async Task A_batch_of_a_source_that_nobody_registered_is_turned_away_at_the_door()
    {
        using var bench = new IngestBench();
        using var batch = bench.Sample("stranger", Resolve(bench, "a"), 1);

        await Assert.ThrowsAsync<KeyNotFoundException>(() => bench.Pipeline.Post(batch, default).AsTask());
        Assert.Throws<KeyNotFoundException>(() => bench.Pipeline.TryPost(batch));
        Assert.Equal(0, bench.Pipeline.QueuedRecords);
    }

    [Fact]
    public async Task Stopping_stores_what_is_queued()
    {
        using var bench = new IngestBench();
        bench.Register();
        var series = Resolve(bench, "a");
        for (var i = 0; i < 500; i++)
            await bench.Pipeline.Post(bench.Sample("test", series, i, bench.Now + i), default);
        await bench.Drain();

        Assert.Equal(500, (await bench.Values("a")).Length);
        Assert.Equal((500L, 500 * 8L), (bench.Status("test").Records, bench.Status("test").Bytes));
        Assert.Equal(0, bench.Pipeline.QueuedRecords);
    }

    [Fact]
    public async Task Events_go_to_the_list_of_recent_events()
    {
        using var bench = new IngestBench();
        bench.Register();
        var batch = new TelemetryBatch<EventRecord>("test");
        batch.Add(new EventRecord(bench.Now, "rtr-1 xe-0/0/3", "link-down", Domain.Telemetry.PerceivedSeverity.Major, "Interface xe-0/0/3 went down."));
        await bench.Pipeline.Post(batch, default);
        await bench.Drain();

        Assert.Equal("rtr-1 xe-0/0/3", Assert.Single(bench.Events.NewestFirst).ManagedObject);
    }

    private static SeriesRef Resolve(IngestBench bench, string metric) => bench.Pipeline.Resolve("test", Labels.Of(metric, ("instance", "i")));
}
