using System.Collections.Concurrent;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Influx;
using Dashboard.Ingest.Storage.Prometheus;
using Dashboard.Ingest.Storage.Remote;
using Microsoft.Extensions.Logging;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Tests.Storage.Remote;

/// <summary>A history in a store elsewhere, put together for a test: clock, cache, spill directory, log.</summary>
internal sealed class HistoryBench : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("noc-history-").FullName;
    private readonly IngestMetrics _metrics = new();
    private readonly Func<HistoryBench, RemoteHistory> _make;
    private CancellationTokenSource _stopping = new();
    private Task _maintenance = Task.CompletedTask;

    private HistoryBench(Func<HistoryBench, RemoteHistory> make)
    {
        _make = make;
        Cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), Clock);
        Now = Clock.NowMs / 60_000 * 60_000;
        History = make(this);
    }

    public FakeClock Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public TimeSeriesCache Cache { get; }

    public RemoteHistory History { get; private set; }

    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>The last whole minute before the test began, in milliseconds.</summary>
    public long Now { get; }

    public static async Task<HistoryBench> Prometheus(PrometheusHistoryOptions options)
    {
        Assert.Null(options.Problem());
        var bench = new HistoryBench(b => new PrometheusHistory(options, b.Cache, b._directory, b.Clock, b._metrics, new ListLogger<PrometheusHistory>(b.Log)));
        await bench.Start();
        return bench;
    }

    public static async Task<HistoryBench> Influx(InfluxHistoryOptions options)
    {
        Assert.Null(options.Problem());
        var bench = new HistoryBench(b => new InfluxHistory(options, b.Cache, b._directory, b.Clock, b._metrics, new ListLogger<InfluxHistory>(b.Log)));
        await bench.Start();
        return bench;
    }

    public SeriesRef Series(string name, params ReadOnlySpan<(string Name, string Value)> labels) => Cache.Resolve("test", Labels.Of(name, labels));

    public Task Write(params MetricSample[] samples) => History.Write(samples, CancellationToken.None).AsTask();

    /// <summary>Waits until the store has taken everything.</summary>
    public Task Delivered() => Eventually.True(() => History.WaitingBodies == 0);

    /// <summary>Ends the program as it were, and starts it again on the same directory.</summary>
    public async Task Restart()
    {
        await Stop();
        History = _make(this);
        await Start();
    }

    public async Task Start()
    {
        _stopping = new CancellationTokenSource();
        await History.Open(CancellationToken.None);
        _maintenance = Task.Run(() => History.Maintain(_stopping.Token));
    }

    public async Task Stop()
    {
        await _stopping.CancelAsync();
        await _maintenance.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        History.Dispose();
    }

    public async Task<IReadOnlyList<ISeries>> Select(long from, long to, SelectHints hints, params LabelMatcher[] matchers) =>
        await History.Select(matchers, from, to, hints, CancellationToken.None);

    /// <summary>The samples of the one series of a metric.</summary>
    public async Task<(long Timestamp, double Value)[]> Samples(string metric, long from, long to)
    {
        var series = await Select(from, to, SelectHints.None, Name(metric));
        return Read(Assert.Single(series), RollUp.Last, from, to);
    }

    public static LabelMatcher Name(string metric) => new(Labels.MetricName, MatchType.Equal, metric);

    public static (long Timestamp, double Value)[] Read(ISeries series, RollUp rollUp, long from = 0, long to = long.MaxValue)
    {
        var columns = new SampleColumns();
        series.Read(from, to, rollUp, columns);
        var (timestamps, values) = (columns.Timestamps.ToArray(), columns.Values.ToArray());
        return [.. timestamps.Zip(values)];
    }

    public void Dispose()
    {
        Stop().GetAwaiter().GetResult();
        _metrics.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private sealed class ListLogger<T>(ConcurrentQueue<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
