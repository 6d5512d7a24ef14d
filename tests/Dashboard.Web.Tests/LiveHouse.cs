using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest;
using Dashboard.Ingest.Sources;
using Dashboard.Web.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Web.Tests;

/// <summary>The real parts between a sample and a screen, with a clock that the test moves.</summary>
internal sealed class LiveHouse : IDisposable
{
    public LiveHouse(LiveOptions? options = null)
    {
        Options = options ?? new LiveOptions();
        Cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), Clock);
        Engine = new QueryEngine(Cache, new QueryEngineOptions(), Clock);
        Queries = new LiveQueries(Engine, Options, Clock, Metrics, NullLogger<LiveQueries>.Instance);
        Sources = new SourceRegistry(Cache, Clock, Metrics);
        Alarms = new AlarmList(new AlarmOptions(), new ManagedObjectNames(new DeviceInventory(), Clock), Clock);
        Widgets = new LiveWidgets(Queries, Alarms, Events, new SourceBoard(Sources, Clock), Options, Clock);
    }

    public FakeClock Clock { get; } = new();

    public LiveOptions Options { get; }

    public TimeSeriesCache Cache { get; }

    public QueryEngine Engine { get; }

    public IngestMetrics Metrics { get; } = new();

    public SourceRegistry Sources { get; }

    public AlarmList Alarms { get; }

    public RecentEvents Events { get; } = new();

    public LiveQueries Queries { get; }

    public LiveWidgets Widgets { get; }

    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>One sample, so many seconds ago.</summary>
    public void Put(double value, double secondsAgo, string metric, params ReadOnlySpan<(string, string)> labels) =>
        Cache.Append(Cache.Resolve("test", Labels.Of(metric, labels)), Now - (long)(secondsAgo * 1000), value);

    /// <summary>What a query answers now.</summary>
    public async Task<LiveSnapshot> Ask(string expression, TimeSpan range = default, TimeSpan step = default)
    {
        using var lease = Queries.Subscribe(new LiveQuery(expression, TimeSpan.FromSeconds(1), Range: range, Step: step))!;
        await lease.Thing.Answered;
        return lease.Thing.Current;
    }

    public void Dispose()
    {
        Queries.Dispose();
        Widgets.Dispose();
        Metrics.Dispose();
    }
}
