using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class SeriesIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_finds_what_a_walk_over_all_series_finds_while_series_come_and_go(int seed)
    {
        var random = new Random(seed);
        var index = new SeriesIndex();
        var model = new SortedDictionary<int, Labels>();
        var next = 0;
        for (var round = 0; round < 40; round++)
        {
            for (var births = random.Next(60); births > 0; births--)
            {
                var labels = Labels.Of(random.Next(2) == 0 ? "up" : "load", ("host", $"node-{random.Next(12)}"), ("device", random.Next(2) == 0 ? "eth0" : ""), ("n", $"{next}"));
                index.Add(next, labels);
                model[next++] = labels;
            }
            var gone = model.Keys.Where(_ => random.Next(6) == 0).ToList();
            index.Remove([.. gone, next + 5]);
            foreach (var number in gone)
                model.Remove(number);
            foreach (var matchers in Matchers)
                Assert.Equal(model.Where(s => matchers.All(m => m.Matches(s.Value.Get(m.Name)))).Select(static s => s.Key), index.Find(matchers));
            Assert.Equal(model.Count, index.Count);
            Assert.Equal(model.Values.SelectMany(static l => l).Select(static l => l.Name).Distinct().Order(), index.LabelNames.Order());
            Assert.Equal(model.Values.Select(static l => l.Get("device")).Where(static v => v.Length > 0).Distinct().Order(), index.LabelValues("device").Order());
        }
        Assert.All(model, s => Assert.Equal(s.Value, index[s.Key]));
    }

    [Fact]
    public void Labels_that_the_cache_holds_are_shared_with_it()
    {
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), new FakeClock());
        cache.TryDescribe(cache.Resolve("s", Labels.Of("up", ("host", "a"))), out var held, out _);
        var index = new SeriesIndex();

        Assert.Same(held, index.Add(7, held!));
        Assert.Same(held![0].Value, index.Add(8, Labels.Of(new string("up".AsSpan()), ("host", new string("a".AsSpan())), ("z", "z")))[0].Value);
    }

    private static LabelMatcher[][] Matchers =>
    [
        [],
        [new(Labels.MetricName, MatchType.Equal, "up")],
        [new(Labels.MetricName, MatchType.Equal, "up"), new("device", MatchType.NotEqual, "eth0")],
        [new("device", MatchType.Equal, "")],
        [new("host", MatchType.Regex, "node-1.*"), new(Labels.MetricName, MatchType.Regex, "up|load")],
        [new("n", MatchType.Regex, ".+7")],
        [new("none", MatchType.Equal, "x")],
    ];
}
