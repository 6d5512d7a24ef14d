using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.TimeSeries;

/// <summary>What the cache promises, in the plainest form: a sorted dictionary a series and a walk over all of them.</summary>
internal sealed class CacheModel(TimeSeriesCacheOptions options, FakeClock clock)
{
    private readonly Dictionary<Labels, SortedDictionary<long, double>> _series = []; // bound: what a test appends
    private readonly Dictionary<Labels, long> _newest = []; // bound: as _series
    private long _horizon = long.MinValue;

    public AppendResult Append(Labels labels, long timestamp, double value)
    {
        if (timestamp > clock.NowMs + (long)options.FutureWindow.TotalMilliseconds)
            return AppendResult.TooNew;
        if (timestamp < Horizon || timestamp < _newest.GetValueOrDefault(labels, long.MinValue / 2) - (long)options.OutOfOrderWindow.TotalMilliseconds)
            return AppendResult.TooOld;
        if (!_series.TryGetValue(labels, out var samples))
            _series[labels] = samples = [];
        samples[timestamp] = value;
        _newest[labels] = Math.Max(timestamp, _newest.GetValueOrDefault(labels, long.MinValue));
        return AppendResult.Stored;
    }

    public void Trim() => _horizon = Math.Max(_horizon, Horizon);

    /// <summary>Selected series that have a sample in the range, with the samples' bits.</summary>
    public Dictionary<Labels, List<(long, long)>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to)
    {
        var selected = new Dictionary<Labels, List<(long, long)>>();
        foreach (var (labels, samples) in _series)
        {
            if (!matchers.All(m => m.Matches(labels.Get(m.Name))))
                continue;
            var read = samples.Where(s => s.Key >= Math.Max(from, _horizon) && s.Key <= to).Select(static s => (s.Key, BitConverter.DoubleToInt64Bits(s.Value))).ToList();
            if (read.Count > 0)
                selected[labels] = read;
        }
        return selected;
    }

    private long Horizon => clock.NowMs - (long)options.Retention.TotalMilliseconds;
}
