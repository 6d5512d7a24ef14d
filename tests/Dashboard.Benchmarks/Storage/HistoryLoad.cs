using Dashboard.Benchmarks.TimeSeries;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Benchmarks.Storage;

/// <summary>A history in a directory of its own that gets a step of 5 s of series of 100 hosts at a time, half gauges and half counters.</summary>
internal sealed class HistoryLoad : IDisposable
{
    public const long StepMs = 5000;

    private const int Cycle = 4096;

    private readonly double[] _gauge = SampleKinds.Gauge(Cycle);
    private readonly double[] _counter = SampleKinds.Counter(Cycle);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("noc-bench-");
    private readonly IngestMetrics _metrics = new();
    private readonly Labels[] _labels;
    private readonly MetricSample[] _batch;
    private SeriesRef[] _references = [];
    private int _step;

    public HistoryLoad(int series)
    {
        _labels = [.. Enumerable.Range(0, series).Select(static n => Labels.Of(
            n % 2 == 0 ? "load" : "octets_total", ("host", $"host-{n / 40}"), ("device", $"eth{n / 2 % 20}"), ("site", $"site-{n / 400 % 25}"), ("job", "bench")))];
        _batch = new MetricSample[series * 2];
        (Cache, History) = (null!, null!);
        Open();
    }

    public StepClock Clock { get; } = new();

    public TimeSeriesCache Cache { get; private set; }

    public SqliteHistory History { get; private set; }

    public string File => Path.Combine(_directory.FullName, "history.db");

    /// <summary>Closes the file and opens it anew, with an empty cache.</summary>
    public void Open()
    {
        History?.Dispose();
        Cache = new TimeSeriesCache(new TimeSeriesCacheOptions { Bytes = 4L << 30 }, Clock);
        History = new SqliteHistory(File, new SqliteHistoryOptions(), Cache, Clock, _metrics);
        History.Open(CancellationToken.None).GetAwaiter().GetResult();
        _references = [.. _labels.Select(l => Cache.Resolve("bench", l))];
    }

    /// <summary>The next two steps of all series, as a flush brings them.</summary>
    public ReadOnlyMemory<MetricSample> Next()
    {
        var at = 0;
        for (var end = _step + 2; _step < end; _step++)
        {
            Clock.NowMs = SampleKinds.Start + (_step * StepMs);
            for (var n = 0; n < _references.Length; n++)
            {
                var place = _step + (n * 7);
                var value = n % 2 == 0 ? _gauge[place % Cycle] : _counter[place % Cycle] + (place / Cycle * 2.54e9);
                _batch[at++] = new MetricSample(_references[n], Clock.NowMs, value);
            }
        }
        return _batch;
    }

    public void Dispose()
    {
        History.Dispose();
        _metrics.Dispose();
        _directory.Delete(recursive: true);
    }

    internal sealed class StepClock : TimeProvider
    {
        private long _nowMs = SampleKinds.Start;

        public long NowMs
        {
            get => Volatile.Read(ref _nowMs);
            set => Volatile.Write(ref _nowMs, value);
        }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
    }
}
