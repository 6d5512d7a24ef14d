using System.Globalization;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class CacheStressTests : IDisposable
{
    private const int Writers = 3;
    private const int SeriesPerWriter = 8;
    private const int Window = 150;
    private const long Step = 1000;

    private readonly SharedClock _clock = new();
    private readonly TimeSeriesCache _cache;
    private readonly long[] _acknowledged = new long[Writers * SeriesPerWriter];
    private readonly CancellationTokenSource _end = new();
    private long _reads;
    private long _born;

    public CacheStressTests()
    {
        _cache = new TimeSeriesCache(new TimeSeriesCacheOptions { Retention = TimeSpan.FromSeconds(4000), OutOfOrderWindow = TimeSpan.FromMinutes(30) }, _clock);
        Array.Fill(_acknowledged, Samples.Start - Step);
    }

    [Fact]
    public async Task Readers_see_every_acknowledged_sample_and_nothing_that_was_never_written_while_series_are_born_and_die()
    {
        _end.CancelAfter(TimeSpan.FromSeconds(3));
        var work = Enumerable.Range(0, Writers).Select(w => Run(() => Write(w)))
            .Concat(Enumerable.Range(0, 3).Select(r => Run(() => Read(new Random(r)))))
            .Append(Run(Churn))
            .Append(Run(Trim))
            .Append(Run(WriteTogether)).Append(Run(WriteTogether))
            .ToList();
        var first = await Task.WhenAny(work);
        await _end.CancelAsync();
        await first;
        await Task.WhenAll(work);

        Assert.True(_reads > 20);
        Assert.True(_born > 100);
        for (var n = 0; n < _acknowledged.Length; n++)
            Check(Assert.Single(_cache.Series([Number(n)])), new SampleColumns(), atLeast: true);
        var sources = _cache.StatisticsBySource();
        var statistics = _cache.Statistics();
        Assert.Equal(_cache.Series([]).Sum(Count), statistics.Samples - Hidden());
        Assert.Equal(statistics.Series, sources.Sum(static s => s.Series));
        Assert.Equal(statistics.Bytes, sources.Sum(static s => s.Bytes));
        Assert.Equal(0, statistics.SeriesRefused + statistics.SamplesEvicted + statistics.SamplesTooNew);

        // What was counted in is counted out. The clock went with the slowest writer; another may be far ahead.
        _clock.Set(Math.Max(_clock.NowMs, _acknowledged.Max()) + 10_000_000);
        _cache.Trim();
        _cache.Trim();
        statistics = _cache.Statistics();
        Assert.Equal((0, 0L, 0L), (statistics.Series, statistics.Samples, statistics.Bytes));
    }

    public void Dispose() => _end.Dispose();

    private static double Value(int series, long timestamp) => (timestamp % 1_000_003) + (series * 0.25);

    private static LabelMatcher Number(int n) => new("n", MatchType.Equal, $"{n}");

    private Task Run(Action body) => Task.Factory.StartNew(
        () =>
        {
            while (!_end.IsCancellationRequested)
                body();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Appends a window of samples to each of the writer's series in a random order, then acknowledges it.</summary>
    private void Write(int writer)
    {
        var random = new Random(writer);
        var order = Enumerable.Range(0, Window).ToArray();
        for (var s = 0; s < SeriesPerWriter; s++)
        {
            var n = (writer * SeriesPerWriter) + s;
            var reference = _cache.Resolve($"writer-{writer}", Labels.Of("stable", ("n", $"{n}"), ("writer", $"{writer}")));
            var start = _acknowledged[n] + Step;
            if (random.Next(2) == 0)
                random.Shuffle(order);
            else
                Array.Sort(order);
            foreach (var i in order)
            {
                var timestamp = start + (i * Step);
                Assert.Equal(AppendResult.Stored, _cache.Append(reference, timestamp, Value(n, timestamp)));
            }
            Volatile.Write(ref _acknowledged[n], start + ((Window - 1) * Step));
        }
    }

    /// <summary>Two of these write the same series: each timestamp by one or both, always the same value.</summary>
    private void WriteTogether()
    {
        var reference = _cache.Resolve("together", Labels.Of("together", ("n", "-1")));
        var start = _clock.NowMs;
        for (var i = 0; i < 500; i++)
            Assert.NotEqual(AppendResult.TooNew, _cache.Append(reference, start + (i * Step), Value(-1, start + (i * Step))));
    }

    private void Churn()
    {
        var n = Interlocked.Increment(ref _born) + 1000;
        var labels = Labels.Of("churn", ("n", $"{n}"), ("kind", n % 2 == 0 ? "even" : "odd"));
        var reference = _cache.Resolve("churn", labels);
        var now = _clock.NowMs;
        for (var i = 0; i < 3; i++)
            _cache.Append(reference, now + i, Value((int)n, now + i));
        Assert.InRange(_cache.LabelValues("kind", [], 0, long.MaxValue).Count, 1, 2);
    }

    private void Trim()
    {
        // The clock follows the slowest writer, so that no window is past its retention before it is read.
        _clock.Set(Math.Max(_clock.NowMs, Enumerable.Range(0, _acknowledged.Length).Min(n => Volatile.Read(ref _acknowledged[n]))));
        _cache.Trim();
        Thread.Yield();
    }

    private void Read(Random random)
    {
        IReadOnlyList<LabelMatcher> matchers = random.Next(6) switch
        {
            0 => [Number(random.Next(_acknowledged.Length))],
            1 => [new(Labels.MetricName, MatchType.Equal, "stable"), new("writer", MatchType.NotEqual, "1")],
            2 => [new("writer", MatchType.Regex, "0|2"), new("n", MatchType.NotRegex, "1.*")],
            3 => [new("kind", MatchType.NotEqual, "odd"), new(Labels.MetricName, MatchType.Equal, "churn")],
            4 => [new("kind", MatchType.Equal, "")],
            _ => [],
        };
        var columns = new SampleColumns();
        var seen = new HashSet<Labels>();
        foreach (var series in _cache.Series(matchers))
        {
            Assert.True(seen.Add(series.Labels));
            foreach (var matcher in matchers)
                Assert.True(matcher.Matches(series.Labels.Get(matcher.Name)), $"{series.Labels} was selected by {matcher}");
            Check(series, columns, atLeast: false);
        }
        Interlocked.Increment(ref _reads);
    }

    private void Check(ISeries series, SampleColumns columns, bool atLeast)
    {
        var n = int.Parse(series.Labels.Get("n"), CultureInfo.InvariantCulture);
        var acknowledged = n >= 0 && n < _acknowledged.Length ? Volatile.Read(ref _acknowledged[n]) : long.MinValue;
        columns.Clear();
        series.Read(long.MinValue, long.MaxValue, columns);
        var timestamps = columns.Timestamps;
        for (var i = 0; i < timestamps.Length; i++)
        {
            // Compared here, since asserting each of millions takes most of the time there is.
            if (columns.Values[i] != Value(n, timestamps[i]))
                Assert.Fail($"{series.Labels} has {columns.Values[i]} at {timestamps[i]}, where {Value(n, timestamps[i])} was written");
            if (i > 0 && (timestamps[i] <= timestamps[i - 1] || (timestamps[i] <= acknowledged && timestamps[i] != timestamps[i - 1] + Step)))
                Assert.Fail($"{series.Labels} has {timestamps[i]} after {timestamps[i - 1]}; acknowledged up to {acknowledged}");
        }
        if (acknowledged > long.MinValue && (timestamps.Length > 0 || atLeast))
            Assert.True(timestamps[^1] >= acknowledged);
    }

    private static int Count(ISeries series)
    {
        var columns = new SampleColumns();
        series.Read(long.MinValue, long.MaxValue, columns);
        return columns.Count;
    }

    /// <summary>Samples past the horizon in blocks and chunks that reach beyond it: held, and not readable.</summary>
    private long Hidden() => _cache.Series([]).Cast<MemorySeries>().Sum(static s => (long)s.Samples - Count(s));

    private sealed class SharedClock : TimeProvider
    {
        private long _now = Samples.Start;

        public long NowMs => Volatile.Read(ref _now);

        public void Set(long nowMs) => Volatile.Write(ref _now, nowMs);

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
    }
}
