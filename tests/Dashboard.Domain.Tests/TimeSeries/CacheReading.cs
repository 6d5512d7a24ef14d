using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.TimeSeries;

internal static class CacheReading
{
    /// <summary>What a select and a read of everything selected give: the samples' bits, of series that have any.</summary>
    public static Dictionary<Labels, List<(long, long)>> Read(this TimeSeriesCache cache, IReadOnlyList<LabelMatcher> matchers, long from = long.MinValue, long to = long.MaxValue)
    {
        var read = new Dictionary<Labels, List<(long, long)>>();
        var columns = new SampleColumns(1);
        foreach (var series in cache.Series(matchers, from, to))
        {
            columns.Clear();
            series.Read(from, to, columns);
            var samples = new List<(long, long)>(columns.Count);
            for (var i = 0; i < columns.Count; i++)
                samples.Add((columns.Timestamps[i], BitConverter.DoubleToInt64Bits(columns.Values[i])));
            // A label set must not come twice, which Add would not forgive.
            if (samples.Count > 0)
                read.Add(series.Labels, samples);
        }
        return read;
    }

    public static IReadOnlyList<ISeries> Series(this TimeSeriesCache cache, IReadOnlyList<LabelMatcher> matchers, long from = long.MinValue, long to = long.MaxValue)
    {
        var selected = cache.Select(matchers, from, to, SelectHints.None, CancellationToken.None).AsTask();
        Assert.True(selected.IsCompletedSuccessfully);
        return selected.Result;
    }

    public static void AssertSame(Dictionary<Labels, List<(long, long)>> expected, Dictionary<Labels, List<(long, long)>> actual)
    {
        Assert.Equal(expected.Keys.Select(static l => l.ToString()).Order(StringComparer.Ordinal), actual.Keys.Select(static l => l.ToString()).Order(StringComparer.Ordinal));
        foreach (var (labels, samples) in expected)
            Assert.True(samples.SequenceEqual(actual[labels]), $"{labels}: {samples.Count} samples expected, {actual[labels].Count} read");
    }
}
