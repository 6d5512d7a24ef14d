using BenchmarkDotNet.Attributes;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Benchmarks.TimeSeries;

/// <summary>What a writer and a reader ask of the cache, one call a result; allocated bytes are the figure to hold.</summary>
[MemoryDiagnoser]
public class TimeSeriesCacheBenchmarks
{
    private const int Series = 1000;
    private readonly CacheLoad _load = new(Series);
    private readonly SampleColumns _columns = new(20_000);
    private readonly LabelMatcher[] _matchers = [new(Labels.MetricName, MatchType.Equal, "load"), new("host", MatchType.Regex, "host-.*"), new("device", MatchType.NotEqual, "eth3")];

    [GlobalSetup]
    public void Setup() => _load.Append(720);

    [Benchmark(OperationsPerInvoke = Series)]
    public AppendCounts Append() => _load.Append(1);

    [Benchmark]
    public SeriesRef Resolve() => _load.Cache.Resolve("bench", _load.Labels[500]);

    [Benchmark]
    public int Select() => _load.Select(_matchers).Count;

    [Benchmark]
    public int ReadOne()
    {
        _columns.Clear();
        _load.Select(_matchers)[0].Read(long.MinValue, long.MaxValue, _columns);
        return _columns.Count;
    }
}
