using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Tests.TimeSeries;

public sealed class TimeSeriesCacheTests
{
    private readonly FakeClock _clock = new();
    private readonly TimeSeriesCache _cache;

    public TimeSeriesCacheTests() => _cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), _clock);

    [Fact]
    public void Of_equal_timestamps_the_last_value_counts_wherever_the_sample_lies()
    {
        var series = _cache.Resolve("test", Labels.Of("m"));
        var start = _clock.NowMs;
        for (var i = 0; i < 300; i++)
            _cache.Append(series, start + (i * 1000), i);
        foreach (var at in new[] { 0, 63, 64, 128, 250, 299 })
            Assert.Equal(AppendResult.Stored, _cache.Append(series, start + (at * 1000), -at));
        var read = ReadOne();
        Assert.Equal(300, read.Count);
        foreach (var at in new[] { 0, 63, 64, 128, 250, 299 })
            Assert.Equal(-at, read.Values[at]);
        Assert.Equal(300, _cache.Statistics().Samples);
    }

    [Fact]
    public void Samples_in_reverse_order_come_out_ascending()
    {
        var series = _cache.Resolve("test", Labels.Of("m"));
        for (var i = 1400; i > 0; i--)
            Assert.Equal(AppendResult.Stored, _cache.Append(series, _clock.NowMs + (i * 5000), i));
        var read = ReadOne();
        Assert.Equal(Enumerable.Range(1, 1400).Select(static i => (double)i), read.Values.ToArray());
        Assert.Equal(1400, _cache.Statistics().Samples);
    }

    [Fact]
    public void A_sample_is_late_only_past_the_window_before_its_series_newest_sample()
    {
        var series = _cache.Resolve("test", Labels.Of("m"));
        var newest = _clock.NowMs;
        _cache.Append(series, newest, 1);
        Assert.Equal(AppendResult.Stored, _cache.Append(series, newest - 7_200_000, 2));
        Assert.Equal(AppendResult.TooOld, _cache.Append(series, newest - 7_200_001, 3));
        Assert.Equal([2, 1], ReadOne().Values.ToArray());
        Assert.Equal(1, _cache.Statistics().SamplesTooOld);
    }

    [Fact]
    public void A_sample_older_than_the_retention_is_late_even_as_the_first_of_its_series()
    {
        var series = _cache.Resolve("test", Labels.Of("m"));
        Assert.Equal(AppendResult.TooOld, _cache.Append(series, _clock.NowMs - 93_600_001, 1));
        Assert.Equal(AppendResult.Stored, _cache.Append(series, _clock.NowMs - 93_600_000, 1));
    }

    [Fact]
    public void A_sample_from_a_broken_clock_far_in_the_future_is_turned_away_and_counted()
    {
        var series = _cache.Resolve("test", Labels.Of("m"));
        Assert.Equal(AppendResult.TooNew, _cache.Append(series, long.MaxValue, 1));
        Assert.Equal(AppendResult.TooOld, _cache.Append(series, long.MinValue, 1));
        Assert.Equal(AppendResult.Stored, _cache.Append(series, _clock.NowMs + 3_600_000, 1));
        Assert.Equal(1, Assert.Single(_cache.StatisticsBySource()).SamplesTooNew);
    }

    [Fact]
    public void A_batch_says_of_each_sample_what_became_of_it()
    {
        var series = _cache.Resolve("test", Labels.Of("m"));
        var now = _clock.NowMs;
        var results = new AppendResult[4];
        var counts = _cache.Append([new(series, now, 1), new(new SeriesRef(99), now, 1), new(series, 0, 1), new(series, now + (1L << 40), 1)], results);
        Assert.Equal([AppendResult.Stored, AppendResult.Gone, AppendResult.TooOld, AppendResult.TooNew], results);
        Assert.Equal(new AppendCounts(Stored: 1, TooOld: 1, TooNew: 1, Gone: 1), counts);
    }

    [Fact]
    public void A_series_without_samples_is_not_selected() => Assert.Empty(Selected(_cache.Resolve("test", Labels.Of("m"))));

    [Fact]
    public void A_series_that_fell_silent_leaves_with_its_strings_and_its_reference_is_gone_for_good()
    {
        var labels = Labels.Of("m", ("host", "a"));
        var series = _cache.Resolve("test", labels);
        _cache.Append(series, _clock.NowMs, 1);
        _clock.Advance(TimeSpan.FromHours(27));
        _cache.Trim();
        Assert.Equal(0, _cache.Statistics().Series);
        Assert.Equal(0, _cache.Statistics().Bytes);
        Assert.Empty(_cache.LabelNames([], long.MinValue, long.MaxValue));
        Assert.Equal(AppendResult.Gone, _cache.Append(series, _clock.NowMs, 2));
        var again = _cache.Resolve("test", labels);
        Assert.NotEqual(series, again);
        Assert.Equal(AppendResult.Gone, _cache.Append(series, _clock.NowMs, 2));
        Assert.Equal(AppendResult.Stored, _cache.Append(again, _clock.NowMs, 2));
        Assert.Equal(1, _cache.StatisticsOf("test").Series);
    }

    [Fact]
    public void Equal_labels_of_many_series_share_their_strings()
    {
        _cache.Append(_cache.Resolve("test", Labels.Of("m", ("host", new string('a', 3)), ("port", "1"))), _clock.NowMs, 1);
        _cache.Append(_cache.Resolve("test", Labels.Of("m", ("host", new string('a', 3)), ("port", "2"))), _clock.NowMs, 1);
        var hosts = _cache.Series([]).Select(static s => s.Labels.Get("host")).ToList();
        Assert.Equal(2, hosts.Count);
        Assert.Same(hosts[0], hosts[1]);
    }

    [Fact]
    public void A_series_that_rests_gives_its_chunk_back_and_still_has_its_samples()
    {
        var series = _cache.Resolve("test", Labels.Of("m"));
        for (var i = 0; i < 10; i++)
            _cache.Append(series, _clock.NowMs + i, i);
        var before = _cache.Statistics().Bytes;
        _clock.Advance(TimeSpan.FromHours(2));
        _cache.Trim();
        Assert.InRange(_cache.Statistics().Bytes, 1, before - 300);
        Assert.Equal(10, ReadOne().Count);
        _cache.Append(series, _clock.NowMs, 10);
        Assert.Equal(Enumerable.Range(0, 11).Select(static i => (double)i), ReadOne().Values.ToArray());
    }

    [Fact]
    public void Label_names_and_values_are_sorted_and_follow_the_matchers()
    {
        Selected(_cache.Resolve("test", Labels.Of("up", ("host", "b"))), append: true);
        Selected(_cache.Resolve("test", Labels.Of("up", ("host", "a"))), append: true);
        Selected(_cache.Resolve("test", Labels.Of("load", ("core", "0"))), append: true);
        Assert.Equal(["__name__", "core", "host"], _cache.LabelNames([], 0, long.MaxValue));
        Assert.Equal(["a", "b"], _cache.LabelValues("host", [], 0, long.MaxValue));
        Assert.Equal(["__name__", "core"], _cache.LabelNames([new(Labels.MetricName, MatchType.Equal, "load")], 0, long.MaxValue));
        Assert.Equal(["load"], _cache.LabelValues(Labels.MetricName, [new("host", MatchType.Equal, "")], 0, long.MaxValue));
        Assert.Empty(_cache.LabelValues("nothing", [], 0, long.MaxValue));
    }

    [Fact]
    public void What_a_source_says_of_a_metric_is_kept_and_the_last_word_counts()
    {
        _cache.Metrics.Describe("m", new MetricMetadata(MetricType.Unknown, "", ""));
        _cache.Metrics.Describe("m", new MetricMetadata(MetricType.Counter, "Octets in", "By"));
        Assert.Equal(MetricType.Counter, _cache.Metrics.Find("m")!.Type);
        Assert.Null(_cache.Metrics.Find("n"));
    }

    private SampleColumns ReadOne()
    {
        var columns = new SampleColumns();
        Assert.Single(_cache.Series([])).Read(long.MinValue, long.MaxValue, columns);
        return columns;
    }

    private IReadOnlyList<ISeries> Selected(SeriesRef series, bool append = false)
    {
        if (append)
            _cache.Append(series, _clock.NowMs, 1);
        return _cache.Series([]);
    }
}
