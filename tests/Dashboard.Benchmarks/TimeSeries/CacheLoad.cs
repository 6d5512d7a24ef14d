using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Benchmarks.TimeSeries;

/// <summary>A cache with series of 100 hosts, half gauges and half counters, that is appended to a step of 5 s at a time.</summary>
internal sealed class CacheLoad
{
    private const int Cycle = 4096;

    private readonly double[] _gauge = SampleKinds.Gauge(Cycle);
    private readonly double[] _counter = SampleKinds.Counter(Cycle);
    private readonly Clock _clock = new();
    private readonly MetricSample[] _batch;
    private int _step;

    public CacheLoad(int series)
    {
        Cache = new TimeSeriesCache(new TimeSeriesCacheOptions { Bytes = 4L << 30 }, _clock);
        Labels = [.. Enumerable.Range(0, series).Select(static i => LabelsOf(i))];
        References = [.. Labels.Select(l => Cache.Resolve("bench", l))];
        _batch = new MetricSample[Math.Min(series, 5000)];
    }

    public TimeSeriesCache Cache { get; }

    public Labels[] Labels { get; }

    public SeriesRef[] References { get; }

    public long NowMs => _clock.NowMs;

    /// <summary>Appends a number of samples to every series, in batches of 5,000 as a request brings them; a dry run only makes the batches.</summary>
    public AppendCounts Append(int steps, bool dry = false)
    {
        var counts = default(AppendCounts);
        for (; steps > 0; steps--, _step++)
        {
            var timestamp = _clock.NowMs = SampleKinds.Start + (_step * 5000L);
            for (var first = 0; first < References.Length; first += _batch.Length)
            {
                var count = Math.Min(_batch.Length, References.Length - first);
                for (var i = 0; i < count; i++)
                {
                    var n = first + i;
                    var at = (_step + (n * 7)) % Cycle;
                    // A counter never falls: each turn of the cycle adds what the last one came to.
                    var value = n % 2 == 0 ? _gauge[at] : _counter[at] + ((_step + (n * 7)) / Cycle * 2.54e9);
                    _batch[i] = new MetricSample(References[n], timestamp, value);
                }
                if (!dry)
                    counts = Cache.Append(_batch.AsSpan(0, count));
            }
        }
        return counts;
    }

    public IReadOnlyList<ISeries> Select(IReadOnlyList<LabelMatcher> matchers) =>
        Cache.Select(matchers, long.MinValue, long.MaxValue, SelectHints.None, CancellationToken.None).AsTask().Result;

    private static Labels LabelsOf(int n) => Domain.Telemetry.Labels.Of(
        n % 2 == 0 ? "load" : "octets_total",
        ("host", $"host-{n / 40}"),
        ("device", $"eth{n / 2 % 20}"),
        ("site", $"site-{n / 400 % 25}"),
        ("job", "bench"));

    private sealed class Clock : TimeProvider
    {
        public long NowMs { get; set; } = SampleKinds.Start;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
    }
}
