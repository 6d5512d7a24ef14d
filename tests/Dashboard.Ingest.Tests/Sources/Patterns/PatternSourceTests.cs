using Dashboard.Domain.Analytics.Patterns;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Patterns;

namespace Dashboard.Ingest.Tests.Sources.Patterns;

/// <summary>Patterns looked for in what the cache holds.</summary>
public sealed class PatternSourceTests : IDisposable
{
    private const int Days = 5;

    private static readonly PatternRule Load = new()
    {
        Name = "load",
        Query = "max by (instance, port) (avg_over_time(load[$step]))",
        Subject = "Load",
        Entity = "{{instance}} {{port}}",
        EntityKind = "interface",
        Unit = Unit.Percent,
        Neighbourhood = "instance",
    };


    private readonly IngestBench _bench = new(cacheOptions: new() { Retention = TimeSpan.FromDays(8) });
    private readonly long _start;

    public PatternSourceTests() => _start = _bench.Now / 86_400_000 * 86_400_000;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_repeats_in_the_series_of_a_rule_is_found_and_kept_until_the_next_look()
    {
        Fill("a", static minute => 50 + (30 * Math.Cos(2 * Math.PI * ((minute / 60.0) - 20) / 24)));
        var source = Source(Load);
        Assert.Null(source.Book.At);
        await source.Look(CancellationToken.None);

        var book = source.Book;
        Assert.Equal((_bench.Clock.GetUtcNow(), 1, 0), (book.At!.Value, book.Series, book.LeftOut));
        var day = Assert.Single(book.Patterns);
        Assert.Equal((PatternType.Seasonality, "rtr-1 a", "interface"), (day.Type, day.Entity, day.EntityKind));
        Assert.Contains("repeats each day", day.Sentence, StringComparison.Ordinal);
        // Seasons are seen at 15 minutes: the mean of the quarter that ends then.
        Assert.Matches("peaks at (19:45|20:00|20:15)", day.Sentence);
    }

    [Fact]
    public async Task The_query_of_a_pattern_gives_its_series_alone()
    {
        Fill("a \"quoted\" $1\\", static minute => 50 + (30 * Math.Cos(2 * Math.PI * minute / 1440)));
        Fill("b", static _ => 7);
        var source = Source(Load);
        await source.Look(CancellationToken.None);

        var answer = await Engine().Instant(PromqlExpression.Parse(Assert.Single(source.Book.Patterns).Query), _bench.Now, CancellationToken.None);
        Assert.Equal("a \"quoted\" $1\\", Assert.Single(((VectorValue)answer.Value).Samples).Labels.Get("port"));
    }

    [Fact]
    public async Task What_changed_in_the_last_hours_and_what_moved_with_it_is_found_among_neighbours()
    {
        var random = new Random(1);
        var noise = Enumerable.Range(0, (Days * 1440) + 1).Select(_ => random.NextDouble()).ToArray();
        var other = Enumerable.Range(0, (Days * 1440) + 1).Select(_ => random.NextDouble()).ToArray();
        Fill("a", minute => 20 + other[minute] + (minute > (Days * 1440) - 40 ? 30 : 0));
        Fill("b", minute => 5 * noise[Math.Max(0, minute - 3)]);
        Fill("e", minute => noise[minute]);
        Fill("b", minute => 5 * noise[Math.Max(0, minute - 3)], "rtr-2");
        var source = Source(Load with { Query = "max by (instance, port) (load)" });
        await source.Look(CancellationToken.None);

        var change = Assert.Single(source.Book.Patterns, static p => p.Type == PatternType.ChangePoint);
        Assert.Equal("rtr-1 a", change.Entity);
        Assert.Equal(_bench.Now - (39 * 60_000), change.At);
        // The one of the other router moves alike, and is no neighbour.
        var together = Assert.Single(source.Book.Patterns, static p => p.Type == PatternType.Correlation);
        Assert.Equal("Load of rtr-1 e moves with load of rtr-1 b, which follows 3 minutes later (correlation 1.00).", together.Sentence);
    }

    [Fact]
    public async Task Too_many_series_are_left_out_and_counted_and_a_query_without_an_answer_is_told_of()
    {
        foreach (var port in new[] { "a", "b", "c", "d", "e" })
            Fill(port, static minute => 50 + (30 * Math.Cos(2 * Math.PI * minute / 1440)));
        var source = Source(Load, new PatternRule { Name = "broken", Query = "load * on (nothing) load", Subject = "B", Entity = "x", EntityKind = "interface" });
        await source.Look(CancellationToken.None);

        Assert.Equal((4, 1, 4), (source.Book.Series, source.Book.LeftOut, source.Book.Patterns.Count(static p => p.Type == PatternType.Seasonality)));
        Assert.StartsWith("broken: ", Assert.Single(source.Book.Problems), StringComparison.Ordinal);
        Assert.Contains("Rule broken", _bench.Status("patterns").LastErrors[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_looks_a_while_after_the_start_and_then_at_each_interval()
    {
        Fill("a", static minute => 50 + (30 * Math.Cos(2 * Math.PI * minute / 1440)));
        var source = Source(Load);
        using var stop = new CancellationTokenSource();
        var running = source.Run(stop.Token);
        Assert.Null(source.Book.At);
        // The clock is turned on until somebody waits for it: what is asked of it a moment later must not wait for ever.
        await Eventually.True(() => Turned(TimeSpan.FromMinutes(1)) && source.Book.At is not null);
        var first = source.Book.At;
        await Eventually.True(() => Turned(TimeSpan.FromMinutes(5)) && source.Book.At != first);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public void A_step_that_does_not_divide_a_day_is_refused_with_a_sentence()
    {
        Assert.Contains("does not divide a day", new PatternOptions { Step = TimeSpan.FromMinutes(7) }.Complaint(), StringComparison.Ordinal);
        Assert.Null(new PatternOptions().Complaint());
    }

    // A value a minute for all days, of which the last is now.
    private void Fill(string port, Func<int, double> value, string instance = "rtr-1")
    {
        if (_bench.Now < _start + (Days * 86_400_000L))
            _bench.Clock.Advance(TimeSpan.FromMilliseconds(_start + (Days * 86_400_000L) - _bench.Now));
        var series = _bench.Cache.Resolve("test", Labels.Of("load", ("instance", instance), ("port", port)));
        for (var minute = 0; minute <= Days * 1440; minute++)
            _bench.Cache.Append(series, _start + (minute * 60_000L), value(minute));
    }

    private bool Turned(TimeSpan by)
    {
        _bench.Clock.Advance(by);
        return true;
    }

    private QueryEngine Engine() => new(_bench.Cache, new QueryEngineOptions(), _bench.Clock);

    private PatternSource Source(params PatternRule[] rules) =>
        new(rules, new PatternOptions { Window = TimeSpan.FromDays(Days), RecentWindow = TimeSpan.FromHours(2), MostSeries = 4 }, Engine(), _bench.Sources, _bench.Metrics, _bench.Clock);
}
