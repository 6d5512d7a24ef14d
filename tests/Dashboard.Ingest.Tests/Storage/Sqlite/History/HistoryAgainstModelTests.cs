using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.History;

public sealed class HistoryAgainstModelTests
{
    private static readonly double[] Nasty =
    [
        0, -0.0, 0.1 + 0.2, 1.0 / 3, double.Epsilon, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        StaleMarker.Value, BitConverter.Int64BitsToDouble(0x7ff8000000001234), 1L << 53, long.MaxValue,
    ];

    private readonly Dictionary<Labels, SortedDictionary<long, double>> _model = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_was_written_is_read_bit_by_bit_at_any_time_however_often_it_is_packed_or_reopened(int seed)
    {
        var random = new Random(seed);
        using var bench = new HistoryBench();
        var series = Enumerable.Range(0, 300).Select(n => Labels.Of(n % 3 == 0 ? "up" : "load", ("host", $"node-{n / 20}"), ("n", $"{n}"))).ToArray();
        for (var round = 0; round < 60; round++)
        {
            var batch = new List<MetricSample>();
            for (var burst = random.Next(1, 25); burst > 0; burst--)
                AddBurst(random, bench, series[random.Next(random.Next(series.Length) + 1)], batch);
            bench.Write(batch.ToArray());
            bench.Clock.Advance(TimeSpan.FromMinutes(random.Next(0, 25)));
            if (random.Next(3) == 0)
                bench.Maintain();
            if (random.Next(15) == 0)
                bench.Reopen();
            for (var select = 0; select < 3; select++)
                AssertSame(random, bench);
        }
        Assert.Equal(_model.Values.Sum(static s => s.Count), bench.Read([], bench.Clock.NowMs - 500_000_000).Values.Sum(static s => s.Count));
    }

    private void AddBurst(Random random, HistoryBench bench, Labels labels, List<MetricSample> batch)
    {
        var start = bench.Clock.NowMs - (random.Next(8) == 0 ? random.NextInt64(0, 100_000_000) : 0);
        var step = random.Next(5) switch { 0 => 1, 1 => -5000, _ => 5000 };
        var count = random.Next(10) == 0 ? random.Next(1, 1500) : random.Next(1, 40);
        if (!_model.TryGetValue(labels, out var samples))
            _model[labels] = samples = [];
        for (var i = 0; i < count; i++)
        {
            var timestamp = start + ((long)i * step) + (random.Next(20) == 0 ? random.Next(-100_000, 100_000) : 0);
            var value = random.Next(30) == 0 ? Nasty[random.Next(Nasty.Length)] : Math.Round(random.NextDouble() * 100, random.Next(4));
            samples[timestamp] = value;
            batch.Add(bench.Sample(labels, timestamp, value));
        }
    }

    private void AssertSame(Random random, HistoryBench bench)
    {
        LabelMatcher[] matchers = random.Next(3) switch
        {
            0 => [],
            1 => [new("host", MatchType.Regex, "node-1.?")],
            _ => [new(Labels.MetricName, MatchType.Equal, "load"), new("n", MatchType.Regex, ".*3")],
        };
        var from = random.Next(3) == 0 ? bench.Clock.NowMs - 500_000_000 : bench.Clock.NowMs - random.Next(0, 100_000_000);
        var to = random.Next(3) == 0 ? long.MaxValue : bench.Clock.NowMs - random.Next(0, 24_000_000);
        var expected = _model
            .Where(s => matchers.All(m => m.Matches(s.Key.Get(m.Name))))
            .ToDictionary(static s => s.Key, s => s.Value.Where(p => p.Key >= from && p.Key <= to).Select(static p => (p.Key, BitConverter.DoubleToInt64Bits(p.Value))).ToList())
            .Where(static s => s.Value.Count > 0)
            .ToDictionary();
        var actual = bench.Read(matchers, from, to);
        Assert.Equal(expected.Keys.Select(static l => l.ToString()).Order(), actual.Keys.Select(static l => l.ToString()).Order());
        foreach (var (labels, samples) in expected)
            Assert.True(samples.SequenceEqual(actual[labels]), $"{labels}: {samples.Count} samples expected, {actual[labels].Count} read");
    }
}
