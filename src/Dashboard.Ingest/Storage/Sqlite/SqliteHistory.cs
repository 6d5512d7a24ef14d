using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Sqlite.History;
using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>
/// The embedded history: samples in compressed pages of one SQLite file, and roll-ups of a minute, a quarter of an hour
/// and an hour, each kept for its time. Samples are written down as they come and packed when their hour is over.
/// </summary>
/// <remarks>
/// <para>Measured by the <c>history</c> command of the benchmarks, half gauges and half counters every 5 s, on two cores
/// that seven others shared. Writing 1,000 series: 114 ns of processor time a sample, most of it the change itself, since
/// a flush has only 2,000; 50,000 series: 16 ms a flush of 100,000 samples. Packing and rolling up: 146 ns of processor
/// time a sample. A write beside it waited 190 ms at the longest and took 50 ms on average.</para>
/// <para>On disk a sample takes 1.79 octets, and its share of the roll-ups 0.83, 0.06 and 0.02. Refill of the cache: 98
/// million samples a second. Reading 24 h of one series: 0.5 ms; of 1,000: 54 ms, 3.2 ns a sample.</para>
/// </remarks>
public sealed class SqliteHistory : IHistory, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly HistoryFile _file;
    private readonly SqliteHistoryOptions _options;
    private readonly TimeSeriesCache _cache;
    private readonly TimeProvider _time;
    private HistoryStore? _store;
    private FlushWriter? _flushes;
    private Compaction? _compaction;
    private DayRollUps? _days;
    private Retention? _retention;

    /// <param name="path">The file; made where it is missing.</param>
    /// <param name="options">How much is kept.</param>
    /// <param name="cache">The cache whose references the samples carry.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Shows what the history holds.</param>
    public SqliteHistory(string path, SqliteHistoryOptions options, TimeSeriesCache cache, TimeProvider time, IngestMetrics metrics)
    {
        (_file, _options, _cache, _time) = (new HistoryFile(path), options, cache, time);
        metrics.Observe("noc_history_bytes", "Bytes in use of the history's file.", () => _store?.Bytes ?? 0);
        metrics.Observe("noc_history_series", "Series that the history knows.", () => _store?.Series.Index.Count ?? 0);
        metrics.Observe("noc_history_lag_seconds", "How long ago the oldest hour ended whose samples are not packed yet.", () => (_compaction?.LagMs ?? 0) / 1000.0);
        metrics.ObserveTotal("noc_history_samples_refused", "Samples of new series that found no room in the history.", () => _store?.Series.Refused ?? 0);
        metrics.ObserveTotal("noc_history_samples_skipped", "Samples whose series had left the cache before the history wrote them.", () => _store?.Series.Skipped ?? 0);
        metrics.ObserveTotal("noc_history_samples_out_of_time", "Samples older than all that the history keeps, or more than a day ahead of the clock.", () => _flushes?.OutOfTime ?? 0);
        metrics.ObserveTotal("noc_history_series_evicted", "Series that made room for others at the history's limit.", () => _store?.Series.Evicted ?? 0);
    }

    private HistoryStore Store => _store ?? throw new InvalidOperationException("The history is not open.");

    public Task<long> Open(CancellationToken cancellationToken)
    {
        var store = new HistoryStore(_file, new SeriesRegister(_cache, _options.MaxSeries));
        try
        {
            HistoryLoader.Load(store);
            var completeFrom = new Refill(store, _cache, _time).Run();
            _flushes = new FlushWriter(store, _options, _time);
            _compaction = new Compaction(store, _flushes, _time);
            _days = new DayRollUps(store);
            _retention = new Retention(store, _options, _time);
            _store = store;
            return Task.FromResult(completeFrom);
        }
        catch (Exception e) when (e is SqliteException or FormatException)
        {
            store.Dispose();
            throw _file.Fault(e);
        }
    }

    public ValueTask Write(ReadOnlyMemory<MetricSample> samples, CancellationToken cancellationToken) =>
        Store.Change(() => _flushes!.Write(samples.Span), _flushes!.Commit, cancellationToken);

    public async Task Maintain(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause, _time);
        do
        {
            await MaintainOnce(cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    public ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken)
    {
        var level = LevelChoice.Of(from, to, hints, Store.Spans);
        return new(SelectAt(level, matchers, from, to));
    }

    public ValueTask<IReadOnlyList<string>> LabelNames(IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken) =>
        new(Sorted(matchers.Count == 0 ? Store.Series.Index.LabelNames : Labels(matchers, from, to).SelectMany(static l => l).Select(static l => l.Name).Distinct(StringComparer.Ordinal)));

    public ValueTask<IReadOnlyList<string>> LabelValues(string name, IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken) =>
        new(Sorted(matchers.Count == 0 ? Store.Series.Index.LabelValues(name) : Labels(matchers, from, to).Select(l => l.Get(name)).Where(static v => v.Length > 0).Distinct(StringComparer.Ordinal)));

    public void Dispose() => _store?.Dispose();

    /// <summary>One round of what <see cref="Maintain"/> does.</summary>
    internal async Task MaintainOnce(CancellationToken cancellationToken)
    {
        await _compaction!.Run(cancellationToken);
        await _days!.Run(_compaction.Closed, cancellationToken);
        await _retention!.Run(cancellationToken);
    }

    /// <summary>As <see cref="Select"/>, at a level that is given.</summary>
    internal IReadOnlyList<ISeries> SelectAt(int level, IReadOnlyList<LabelMatcher> matchers, long from, long to)
    {
        var store = Store;
        var numbers = store.Series.Index.Find(matchers).Where(n => store.Series.Overlaps(n, from, to)).ToArray();
        return new HistorySelection(store, numbers, from, to, level).Series;
    }

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    private IEnumerable<Labels> Labels(IReadOnlyList<LabelMatcher> matchers, long from, long to) =>
        Store.Series.Index.Find(matchers).Where(n => Store.Series.Overlaps(n, from, to)).Select(n => Store.Series.Index[n]).OfType<Labels>();
}
