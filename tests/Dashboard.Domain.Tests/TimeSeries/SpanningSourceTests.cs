using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tests.Query;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Tests.TimeSeries;

public class SpanningSourceTests
{
    private const long Minute = 60_000;

    private static readonly long Now = new FakeClock().GetUtcNow().ToUnixTimeMilliseconds();
    private static readonly LabelMatcher[] All = [new("host", MatchType.NotEqual, "nobody")];

    private readonly FakeClock _clock = new();
    private readonly TimeSeriesCache _cache;
    private readonly SampleBook _book = new();

    public SpanningSourceTests() => _cache = new TimeSeriesCache(new TimeSeriesCacheOptions { OutOfOrderWindow = TimeSpan.FromDays(1) }, _clock);

    [Fact]
    public async Task While_the_cache_has_everything_the_history_is_not_asked()
    {
        Remember("load", "a", -3);
        _book.Add(History("load", "a", -3));
        _cache.CompleteFrom = Now - (5 * Minute);
        await Select(-5);
        Assert.Equal(0, _book.SelectCalls);
        await Select(-6);
        Assert.Equal(1, _book.SelectCalls);
    }

    [Fact]
    public async Task The_past_comes_from_the_history_and_the_rest_from_the_cache_each_sample_once()
    {
        _book.Add(History("load", "a", -30, -20, -10));
        Remember("load", "a", -10, -5);
        _cache.CompleteFrom = Now - (10 * Minute);
        Assert.Equal([-30, -20, -10, -5], Minutes(Assert.Single(await Select(-60))));
    }

    [Fact]
    public async Task What_the_cache_holds_of_a_time_that_it_is_not_complete_for_is_newer_than_the_history()
    {
        _book.Add(History("load", "a", -30, -20));
        Remember("load", "a", -25, -20, -15, -5);
        _cache.CompleteFrom = Now - (10 * Minute);
        var series = Assert.Single(await Select(-60));
        Assert.Equal([-30, -25, -20, -15, -5], Minutes(series));
        var read = new SampleColumns();
        series.Read(Now - (20 * Minute), Now - (20 * Minute), read);
        Assert.Equal(1, read.Values[0]); // the cache's value, not the history's 2
    }

    [Fact]
    public async Task Series_that_only_one_of_the_two_has_are_there_as_well()
    {
        _book.Add(History("load", "gone", -30));
        Remember("load", "young", -5);
        _cache.CompleteFrom = Now - (10 * Minute);
        Assert.Equal(["gone", "young"], (await Select(-60)).Select(s => s.Labels.Get("host")).Order());
        ISeriesSource spanning = Spanning(_book);
        Assert.Equal(["gone", "young"], await spanning.LabelValues("host", All, Now - (60 * Minute), Now, default));
        Assert.Equal(["__name__", "host"], await spanning.LabelNames(All, Now - (60 * Minute), Now, default));
        Assert.Equal(["young"], await spanning.LabelValues("host", All, Now - (10 * Minute), Now, default));
    }

    [Theory]
    [InlineData(RollUp.Count, "6 6 6 1 1 1 1 1 1")]
    [InlineData(RollUp.Sum, "21 57 93 19 20 21 22 23 24")]
    [InlineData(RollUp.Max, "6 12 18 19 20 21 22 23 24")]
    [InlineData(RollUp.Min, "1 7 13 19 20 21 22 23 24")]
    [InlineData(RollUp.Counter, "6 12 18 19 20 21 22 23 24")]
    public async Task Roll_ups_go_over_into_samples(RollUp rollUp, string expected)
    {
        // 24 samples every 10 minutes, 1 to 24; roll-ups of an hour, which the last hour is not part of.
        var rolled = new SampleBook();
        var history = new BookSeries(Labels.Of("c_total", ("host", "a")));
        for (var i = 0; i < 24; i++)
        {
            var minutes = -235 + (i * 10);
            history.Add(Now + (minutes * Minute), i + 1);
            if (minutes > -130)
                RememberValue("c_total", "a", i + 1, minutes);
        }
        rolled.Add(history);
        _cache.CompleteFrom = Now - (125 * Minute);
        var series = Assert.Single(await Spanning(new RolledUpBook(rolled, 60 * Minute)).Select(All, Now - (300 * Minute), Now, SelectHints.None, default));
        var read = new SampleColumns();
        series.Read(Now - (300 * Minute), Now, rollUp, read);
        Assert.Equal(expected, string.Join(' ', read.Values.ToArray()));
    }

    [Fact]
    public async Task A_counter_that_was_reset_after_its_last_roll_up_goes_on_rising()
    {
        var rolled = new SampleBook();
        var history = new BookSeries(Labels.Of("c_total", ("host", "a")));
        history.Add(Now - (150 * Minute), 100);
        history.Add(Now - (90 * Minute), 400);
        rolled.Add(history);
        RememberValue("c_total", "a", 50, -50);
        RememberValue("c_total", "a", 80, -40);
        _cache.CompleteFrom = Now - (70 * Minute);
        var series = Assert.Single(await Spanning(new RolledUpBook(rolled, 60 * Minute)).Select(All, Now - (300 * Minute), Now, SelectHints.None, default));
        var read = new SampleColumns();
        series.Read(Now - (300 * Minute), Now, RollUp.Counter, read);
        Assert.Equal([100, 400, 450, 480], read.Values.ToArray());
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_fails_only_what_asks_it()
    {
        var spanning = Spanning(new Unreadable());
        Remember("load", "a", -3);
        _cache.CompleteFrom = Now - (5 * Minute);
        Assert.Single(await spanning.Select(All, Now - (5 * Minute), Now, SelectHints.None, default));
        await Assert.ThrowsAsync<IOException>(async () => await spanning.Select(All, Now - (6 * Minute), Now, SelectHints.None, default));
    }

    private SpanningSource Spanning(ISeriesSource history) => new(_cache, history, _clock);

    private async Task<IReadOnlyList<ISeries>> Select(int fromMinutes) =>
        await Spanning(_book).Select(All, Now + (fromMinutes * Minute), Now, SelectHints.None, default);

    private void Remember(string name, string host, params int[] minutes)
    {
        foreach (var minute in minutes)
            RememberValue(name, host, 1, minute);
    }

    private void RememberValue(string name, string host, double value, int minute) =>
        Assert.Equal(AppendResult.Stored, _cache.Append(_cache.Resolve("test", Labels.Of(name, ("host", host))), Now + (minute * Minute), value));

    private static BookSeries History(string name, string host, params int[] minutes)
    {
        var series = new BookSeries(Labels.Of(name, ("host", host)));
        foreach (var minute in minutes)
            series.Add(Now + (minute * Minute), 2);
        return series;
    }

    private static IEnumerable<int> Minutes(ISeries series)
    {
        var read = new SampleColumns();
        series.Read(Now - (600 * Minute), Now, read);
        return read.Timestamps.ToArray().Select(t => (int)((t - Now) / Minute));
    }

    private sealed class Unreadable : ISeriesSource
    {
        public ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken) =>
            throw new IOException("the disk is gone");
    }
}
