using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.Query;

public class QueryLimitTests
{
    private readonly SampleBook _book = new SampleBook().Add("m{i=\"0\"}", "0+1x20").Add("m{i=\"1\"}", "0+1x20").Add("gone", "1 2 stale");

    [Theory]
    [InlineData("m", 600_000, 600_000L)]
    [InlineData("m", 630_000, 600_000L)]
    [InlineData("rate(m[5m])", 630_000, 600_000L)]
    [InlineData("m offset 1m", 600_000, long.MinValue)]
    [InlineData("m @ 60", 600_000, long.MinValue)]
    [InlineData("rate(m[5m] offset 1m)", 600_000, long.MinValue)]
    [InlineData("max_over_time(m[5m:1m])", 600_000, 600_000L)]
    [InlineData("max_over_time(m[5m:1m] offset 1m)", 600_000, long.MinValue)]
    [InlineData("m + m offset 1m", 600_000, 600_000L)]
    [InlineData("gone", 120_000, 60_000L)]
    [InlineData("nothing", 600_000, long.MinValue)]
    [InlineData("1", 600_000, long.MinValue)]
    public async Task The_newest_sample_is_that_which_tells_how_old_the_answer_is(string query, long at, long newest) =>
        Assert.Equal(newest, (await _book.Ask(query, at)).NewestSample);

    [Theory]
    [InlineData("m", 600_000, 60_000L)]
    [InlineData("rate(m[5m])", 600_000, 60_000L)]
    [InlineData("m offset 1m", 600_000, 0L)]
    [InlineData("m", 0, 0L)]
    public async Task How_often_the_newest_series_is_measured_is_told_with_it(string query, long at, long spacing) =>
        Assert.Equal(spacing, (await _book.Ask(query, at)).NewestSpacing);

    [Fact]
    public async Task Samples_are_counted_as_they_are_read() => Assert.Equal(10, (await _book.Ask("sum(rate(m[5m]))", 600_000)).SamplesRead);

    [Theory]
    [InlineData("m / on () group_left sum(m)", 1)]
    [InlineData("m / on () group_left sum(m offset 1m)", 2)]
    [InlineData("m{i=\"0\"} + on () m{i=\"1\"}", 2)]
    [InlineData("1 + 1", 0)]
    public async Task The_source_is_asked_once_for_what_occurs_twice(string query, int times)
    {
        await _book.Ask(query, 600_000);
        Assert.Equal(times, _book.SelectCalls);
    }

    [Theory]
    [InlineData(42, true)]
    [InlineData(41, false)]
    public async Task A_query_may_hold_so_many_samples_and_no_more(long most, bool enough)
    {
        var options = new QueryEngineOptions { MaxSamples = most };
        var asking = () => _book.AskRange("m", 0, 1_200_000, 60_000, options);
        if (enough)
            await asking();
        else
            Assert.Equal("query processing would load too many samples into memory in query execution", (await Assert.ThrowsAsync<QueryException>(asking)).Message);
    }

    [Theory]
    [InlineData("max_over_time(m[100y:1ms])")]
    [InlineData("max_over_time(m[1y:1ms])")]
    [InlineData("max_over_time(vector(1)[30d:1ms])")]
    public async Task A_subquery_that_no_memory_holds_is_refused_before_it_is_tried(string query) =>
        Assert.Equal("query processing would load too many samples into memory in query execution", (await _book.Refuse(query)).Message);

    [Fact]
    public async Task A_range_may_have_so_many_steps_and_no_more()
    {
        await _book.AskRange("m", 0, 11_000_000, 1000);
        var refusal = await Assert.ThrowsAsync<QueryException>(() => _book.AskRange("m", 0, 11_001_000, 1000));
        Assert.Equal("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)", refusal.Message);
        Assert.Equal(QueryErrorKind.BadData, refusal.Kind);
    }

    [Theory]
    [InlineData(10, 0, 1, "end timestamp must not be before start time")]
    [InlineData(0, 10, 0, "zero or negative query resolution step widths are not accepted. Try a positive integer")]
    public async Task A_range_that_makes_no_sense_is_refused(long from, long to, long step, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<QueryException>(() => _book.AskRange("m", from, to, step))).Message);

    [Theory]
    [InlineData("\"text\"", "invalid expression type \"string\" for range query, must be Scalar or instant Vector")]
    [InlineData("m[5m]", "invalid expression type \"range vector\" for range query, must be Scalar or instant Vector")]
    public async Task Only_scalars_and_vectors_have_values_over_time(string query, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<QueryException>(() => _book.AskRange(query, 0, 10, 1))).Message);

    [Fact]
    public async Task A_query_that_takes_too_long_is_ended_between_two_series()
    {
        var clock = new SteppingClock(TimeSpan.FromSeconds(1));
        var book = new SampleBook();
        for (var i = 0; i < 200; i++)
            book.Add($"m{{i=\"{i}\"}}", "1");
        var refusal = await Assert.ThrowsAsync<QueryException>(async () => await new QueryEngine(book, new(), clock).Instant(PromqlExpression.Parse("m"), 0, default));
        Assert.Equal(("query timed out in expression evaluation", QueryErrorKind.Timeout), (refusal.Message, refusal.Kind));
    }

    [Fact]
    public async Task A_source_that_does_not_answer_in_time_ends_the_query()
    {
        var clock = new SteppingClock(TimeSpan.Zero);
        var asking = new QueryEngine(new SilentSource(), new(), clock).Instant(PromqlExpression.Parse("m"), 0, default).AsTask();
        clock.FireTimers();
        var refusal = await Assert.ThrowsAsync<QueryException>(() => asking);
        Assert.Equal(QueryErrorKind.Timeout, refusal.Kind);
    }

    [Fact]
    public async Task A_caller_may_withdraw_its_query()
    {
        using var gone = new CancellationTokenSource();
        var asking = new QueryEngine(new SilentSource(), new(), TimeProvider.System).Instant(PromqlExpression.Parse("m"), 0, gone.Token).AsTask();
        await gone.CancelAsync();
        var refusal = await Assert.ThrowsAsync<QueryException>(() => asking);
        Assert.Equal(("query was canceled in expression evaluation", QueryErrorKind.Canceled), (refusal.Message, refusal.Kind));
        var refused = await Assert.ThrowsAsync<QueryException>(async () => await new QueryEngine(_book, new(), TimeProvider.System).Instant(PromqlExpression.Parse("m"), 0, gone.Token));
        Assert.Equal(QueryErrorKind.Canceled, refused.Kind);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_an_error_of_the_query()
    {
        var refusal = await Assert.ThrowsAsync<QueryException>(async () => await new QueryEngine(new BrokenSource(), new(), TimeProvider.System).Instant(PromqlExpression.Parse("m"), 0, default));
        Assert.Equal(("expanding series: disk on fire", QueryErrorKind.Execution), (refusal.Message, refusal.Kind));
    }

    [Fact]
    public async Task The_cache_answers_queries()
    {
        var cache = new TimeSeriesCache(new(), new SteppingClock(TimeSpan.Zero));
        for (var i = 0; i < 10; i++)
            cache.Append(cache.Resolve("test", Labels.Of("m_total", ("i", "0"))), i * 60_000, i * 60);
        Assert.Equal("{i=\"0\"} 1", await cache.Tell("rate(m_total[5m])", 540_000));
    }

    /// <summary>A clock that goes on by so much whenever it is looked at, and whose timers fire on demand.</summary>
    private sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        private readonly List<(TimerCallback Callback, object? State)> _timers = [];
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks += step.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add((callback, state));
            return new NoTimer();
        }

        public void FireTimers()
        {
            foreach (var (callback, state) in _timers)
                callback(state);
        }

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                // Nothing runs.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private sealed class SilentSource : ISeriesSource
    {
        public async ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken)
        {
            var never = new TaskCompletionSource();
            await never.Task.WaitAsync(cancellationToken);
            return [];
        }
    }

    private sealed class BrokenSource : ISeriesSource
    {
        public ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken) =>
            ValueTask.FromException<IReadOnlyList<ISeries>>(new IOException("disk on fire"));
    }
}
