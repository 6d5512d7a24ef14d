using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Microsoft.Extensions.Logging.Abstractions;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Tests;

/// <summary>The way in, put together for a test: clock, cache, registry and a pipeline that runs once it is started.</summary>
internal sealed class IngestBench : IDisposable
{
    public IngestBench(
        PipelineOptions? options = null, TimeSeriesCacheOptions? cacheOptions = null, IReadOnlyList<Place>? places = null,
        Func<IngestBench, IReadOnlyList<ITelemetryStore>>? stores = null)
    {
        Alarms = new AlarmList(new AlarmOptions(), new ManagedObjectNames(Inventory, Clock), Clock);
        Cache = new TimeSeriesCache(cacheOptions ?? new TimeSeriesCacheOptions(), Clock);
        Sources = new SourceRegistry(Cache, Clock, Metrics);
        Pipeline = new IngestPipeline(
            Cache, stores?.Invoke(this) ?? [new MetricStore(Cache), new EventStore(Events, Alarms)], new Enricher(places ?? []), Sources,
            options ?? new PipelineOptions(), Clock, Metrics, NullLogger<IngestPipeline>.Instance);
    }

    public FakeClock Clock { get; } = new();

    public IngestMetrics Metrics { get; } = new();

    public TimeSeriesCache Cache { get; }

    public RecentEvents Events { get; } = new();

    public DeviceInventory Inventory { get; } = new();

    public AlarmList Alarms { get; }

    public SourceRegistry Sources { get; }

    public IngestPipeline Pipeline { get; }

    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes a source known that delivers every ten seconds.</summary>
    public SourceMeter Register(string id = "test", TimeSpan? interval = null) => Sources.Register(new SourceDescription
    {
        Id = id,
        Name = id,
        Protocol = "test",
        Kinds = [TelemetryKind.Metric],
        Capabilities = ["polls"],
        Interval = interval ?? TimeSpan.FromSeconds(10),
    });

    /// <summary>One sample of one series.</summary>
    public TelemetryBatch<MetricSample> Sample(string source, SeriesRef series, double value, long? timestamp = null)
    {
        var batch = new TelemetryBatch<MetricSample>(source, bytes: 8);
        batch.Add(new MetricSample(series, timestamp ?? Now, value));
        return batch;
    }

    /// <summary>Starts the pipeline and stops it, which stores what was queued.</summary>
    public async Task Drain()
    {
        if (Pipeline.ExecuteTask is null)
            await Pipeline.StartAsync(CancellationToken.None);
        await Pipeline.StopAsync(CancellationToken.None);
    }

    public SourceStatus Status(string id) => Sources.Statuses().Single(s => s.Description.Id == id);

    /// <summary>The values of the one series that fulfils the conditions on its labels, oldest first.</summary>
    public async Task<double[]> Values(string metric, params (string Name, string Value)[] labels)
    {
        var series = await Series(metric, labels);
        var columns = new SampleColumns();
        Assert.Single(series).Read(0, long.MaxValue, columns);
        return columns.Values.ToArray();
    }

    /// <summary>Asserts that the one series which fulfils the conditions holds these values.</summary>
    public async Task Holds(double[] values, string metric, params (string Name, string Value)[] labels) =>
        Assert.Equal(values, await Values(metric, labels));

    public async Task<IReadOnlyList<ISeries>> Series(string metric, params (string Name, string Value)[] labels) =>
        await Cache.Select(
            [new LabelMatcher("__name__", MatchType.Equal, metric), .. labels.Select(l => new LabelMatcher(l.Name, MatchType.Equal, l.Value))],
            0, long.MaxValue, SelectHints.None, CancellationToken.None);

    public void Dispose()
    {
        Pipeline.Dispose();
        Metrics.Dispose();
    }
}
