using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.History;

/// <summary>A history in a directory of its own, and the cache and the clock that go with it.</summary>
internal sealed class HistoryBench : IDisposable
{
    public const long Start = 1_767_225_600_000;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("noc-test-");
    private readonly SqliteHistoryOptions _options;
    private readonly TimeSeriesCacheOptions _cacheOptions;
    private IngestMetrics _metrics = new();

    public HistoryBench(SqliteHistoryOptions? options = null, TimeSeriesCacheOptions? cache = null)
    {
        (_options, _cacheOptions) = (options ?? new(), cache ?? new());
        (Cache, History) = (null!, null!);
        Reopen();
    }

    public FakeClock Clock { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(Start));

    public TimeSeriesCache Cache { get; private set; }

    public SqliteHistory History { get; private set; }

    /// <summary>What the last opening answered.</summary>
    public long CompleteFrom { get; private set; }

    public string File => Path.Combine(_directory.FullName, "history.db");

    /// <summary>A new process, as it were: the same file, an empty cache.</summary>
    public void Reopen()
    {
        History?.Dispose();
        _metrics.Dispose();
        _metrics = new();
        Cache = new TimeSeriesCache(_cacheOptions, Clock);
        History = new SqliteHistory(File, _options, Cache, Clock, _metrics);
        CompleteFrom = Wait(History.Open(CancellationToken.None));
    }

    public MetricSample Sample(Labels labels, long timestamp, double value) => new(Cache.Resolve("test", labels), timestamp, value);

    public void Write(params ReadOnlyMemory<MetricSample>[] batches)
    {
        foreach (var batch in batches)
        {
            Wait(History.Write(batch, CancellationToken.None).AsTask());
        }
    }

    public void Maintain() => Wait(History.MaintainOnce(CancellationToken.None));

    public IReadOnlyList<ISeries> Select(IReadOnlyList<LabelMatcher> matchers, long from = long.MinValue, long to = long.MaxValue, SelectHints hints = default) =>
        Wait(History.Select(matchers, from, to, hints, CancellationToken.None).AsTask());

    /// <summary>The bits of what is selected, of series that have anything.</summary>
    public Dictionary<Labels, List<(long, long)>> Read(IReadOnlyList<LabelMatcher> matchers, long from = long.MinValue, long to = long.MaxValue)
    {
        var read = new Dictionary<Labels, List<(long, long)>>();
        foreach (var series in Select(matchers, from, to))
        {
            Assert.Equal(0, series.Resolution);
            var samples = ReadBits(series, from, to);
            if (samples.Count > 0)
                read.Add(series.Labels, samples);
        }
        return read;
    }

    public static List<(long, long)> ReadBits(ISeries series, long from = long.MinValue, long to = long.MaxValue)
    {
        var columns = new SampleColumns(1);
        series.Read(from, to, columns);
        var samples = new List<(long, long)>(columns.Count);
        for (var i = 0; i < columns.Count; i++)
            samples.Add((columns.Timestamps[i], BitConverter.DoubleToInt64Bits(columns.Values[i])));
        return samples;
    }

    public static List<(long Time, double Value)> ReadPoints(ISeries series, RollUp rollUp, long from = long.MinValue, long to = long.MaxValue)
    {
        var columns = new SampleColumns(1);
        series.Read(from, to, rollUp, columns);
        return [.. columns.Timestamps.ToArray().Zip(columns.Values.ToArray())];
    }

    public void Dispose()
    {
        History.Dispose();
        _metrics.Dispose();
        _directory.Delete(recursive: true);
    }

    private static T Wait<T>(Task<T> task)
    {
        Assert.True(task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    private static void Wait(Task task)
    {
        Assert.True(task.IsCompleted);
        task.GetAwaiter().GetResult();
    }
}
