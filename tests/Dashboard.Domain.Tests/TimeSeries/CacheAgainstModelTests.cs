using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class CacheAgainstModelTests
{
    private static readonly string[] Names = [Labels.MetricName, "host", "device", "site", "absent"];

    private static readonly string[] Texts =
    [
        "", "up", "load", "node-1", "node-2", "node-11", "eth0", "eth1", "lo", "west", ".*", ".+", "node-.*", "node-1|node-2", "eth.", "e.*0", ".*o.*",
        "(node-1|)", "up|load", "n.+1+", "[el].*", "nothing", "eth.+|west",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void The_cache_gives_what_a_plain_dictionary_gives_whatever_comes_in_whichever_order(int seed)
    {
        var random = new Random(seed);
        var clock = new FakeClock();
        var options = new TimeSeriesCacheOptions { Retention = TimeSpan.FromHours(6), OutOfOrderWindow = TimeSpan.FromHours(random.Next(3)) };
        var cache = new TimeSeriesCache(options, clock);
        var model = new CacheModel(options, clock);
        var references = new Dictionary<Labels, SeriesRef>();
        for (var round = 0; round < 60; round++)
        {
            for (var burst = random.Next(1, 30); burst > 0; burst--)
                AppendBurst(random, clock, cache, model, references);
            clock.Advance(TimeSpan.FromSeconds(random.Next(0, 600)));
            if (random.Next(3) == 0)
            {
                cache.Trim();
                model.Trim();
            }
            for (var select = 0; select < 8; select++)
            {
                var matchers = Enumerable.Range(0, random.Next(0, 4)).Select(_ => AnyMatcher(random)).ToList();
                var from = random.Next(3) == 0 ? long.MinValue : clock.NowMs - random.Next(0, 24_000_000);
                var to = random.Next(3) == 0 ? long.MaxValue : clock.NowMs - random.Next(0, 12_000_000);
                CacheReading.AssertSame(model.Select(matchers, from, to), cache.Read(matchers, from, to));
            }
        }
        var all = model.Select([], long.MinValue, long.MaxValue);
        Assert.InRange(cache.Statistics().Samples, all.Sum(static s => s.Value.Count), long.MaxValue);
        Assert.InRange(cache.Statistics().Series, all.Count, references.Count);
    }

    private static void AppendBurst(Random random, FakeClock clock, TimeSeriesCache cache, CacheModel model, Dictionary<Labels, SeriesRef> references)
    {
        var labels = Labels.Of(
            random.Next(2) == 0 ? "up" : "load",
            ("host", $"node-{random.Next(12)}"),
            ("device", random.Next(3) switch { 0 => "eth0", 1 => "eth1", _ => "" }),
            ("site", random.Next(4) == 0 ? "west" : ""));
        var start = clock.NowMs - (random.Next(4) == 0 ? random.Next(0, 9_000_000) : 0);
        var step = random.Next(5) switch { 0 => 1, 1 => -5000, _ => 5000 };
        var count = random.Next(10) == 0 ? random.Next(1, 700) : random.Next(1, 40);
        for (var i = 0; i < count; i++)
        {
            var timestamp = start + ((long)i * step) + (random.Next(20) == 0 ? random.Next(-100_000, 100_000) : 0);
            var value = random.Next(30) == 0 ? Samples.Nasty[random.Next(Samples.Nasty.Length)] : Math.Round(random.NextDouble() * 100, random.Next(4));
            var expected = model.Append(labels, timestamp, value);
            var reference = references.GetValueOrDefault(labels);
            var actual = reference.IsNone ? AppendResult.Gone : cache.Append(reference, timestamp, value);
            if (actual == AppendResult.Gone)
            {
                references[labels] = reference = cache.Resolve("test", labels);
                actual = cache.Append(reference, timestamp, value);
            }
            Assert.Equal(expected, actual);
        }
    }

    private static LabelMatcher AnyMatcher(Random random) =>
        new(Names[random.Next(Names.Length)], (MatchType)random.Next(4), Texts[random.Next(Texts.Length)]);
}
