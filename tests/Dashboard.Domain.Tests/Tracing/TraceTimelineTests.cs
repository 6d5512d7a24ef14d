using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing.Timeline;

namespace Dashboard.Domain.Tests.Tracing;

public sealed class TraceTimelineTests
{
    private const long Ms = 1_000_000;
    private const long Epoch = 1_700_000_000_000 * Ms;

    [Fact]
    public void Spans_in_any_order_are_put_below_what_caused_them()
    {
        var spans = new[] { Span(4, 2, "c", 20, 5), Span(2, 1, "b", 10, 50), Span(3, 1, "b", 70, 10), Span(1, 0, "a", 0, 100) };

        var timeline = TraceTimeline.Of(spans);

        Assert.Equal([(1UL, 0, -1), (2UL, 1, 0), (4UL, 2, 1), (3UL, 1, 0)], timeline.Rows.Select(static r => (r.Span.SpanId.Value, r.Depth, r.Parent)));
        Assert.Equal([3, 1, 0, 0], timeline.Rows.Select(static r => r.Below));
        Assert.Equal((Epoch, 100 * Ms), (timeline.Start, timeline.Duration));
        Assert.Equal(["a", "b", "c"], timeline.Services);
        Assert.Equal(1UL, timeline.Root!.Span.SpanId.Value);
    }

    [Fact]
    public void Time_of_its_own_is_what_nothing_below_covers_once()
    {
        var timeline = TraceTimeline.Of([Span(1, 0, "a", 0, 100), Span(2, 1, "a", 10, 30), Span(3, 1, "a", 20, 40), Span(4, 1, "a", 90, 30)]);

        // From 10 to 60 and from 90 to 100.
        Assert.Equal(40 * Ms, timeline.Rows[0].SelfTime);
        Assert.Equal(120 * Ms, timeline.Duration);
    }

    [Fact]
    public void The_critical_path_goes_through_what_was_waited_for_last()
    {
        // Two calls at once, of which the second takes longer and hangs on a query; then one by itself.
        var timeline = TraceTimeline.Of([Span(1, 0, "a", 0, 100), Span(2, 1, "a", 10, 20), Span(3, 1, "a", 10, 50), Span(4, 3, "a", 20, 30), Span(5, 1, "a", 70, 20)]);

        Assert.Equal(
            [(1UL, "0-10 60-70 90-100"), (3UL, "10-20 50-60"), (4UL, "20-50"), (5UL, "70-90")],
            timeline.Rows.Where(static r => r.Critical.Count > 0).Select(static r => (r.Span.SpanId.Value, string.Join(' ', r.Critical.Select(static c => $"{c.From / Ms}-{c.To / Ms}")))));
        Assert.Equal(timeline.Duration, timeline.Rows.SelectMany(static r => r.Critical).Sum(static c => c.To - c.From));
    }

    [Fact]
    public void Messages_and_what_goes_on_afterwards_are_not_waited_for()
    {
        var timeline = TraceTimeline.Of([Span(1, 0, "a", 0, 50), Span(2, 1, "b", 10, 200) with { Direction = SpanKind.Consumer }, Span(3, 1, "a", 60, 30)]);

        Assert.Equal([(0L, 50 * Ms)], timeline.Rows[0].Critical);
        Assert.All(timeline.Rows.Skip(1), static r => Assert.Empty(r.Critical));
    }

    [Fact]
    public void A_clock_that_is_ahead_is_set_right_by_the_call_and_so_is_what_follows_there()
    {
        var timeline = TraceTimeline.Of([Span(1, 0, "a", 0, 100) with { Direction = SpanKind.Client }, Span(2, 1, "b", 5000, 60), Span(3, 2, "b", 5010, 20)]);

        Assert.Equal([(0L, 0L), (20L, -4980L), (30L, -4980L)], timeline.Rows.Select(static r => (r.Start / Ms, r.Skew / Ms)));
        Assert.Equal(100 * Ms, timeline.Duration);
    }

    [Fact]
    public void What_took_longer_than_its_call_only_begins_no_sooner_and_messages_stay_where_they_are()
    {
        var late = TraceTimeline.Of([Span(1, 0, "a", 0, 100), Span(2, 1, "b", -30, 500)]);
        Assert.Equal(0, late.Rows[1].Start);

        var message = TraceTimeline.Of([Span(1, 0, "a", 0, 10) with { Direction = SpanKind.Producer }, Span(2, 1, "b", 3000, 5) with { Direction = SpanKind.Consumer }]);
        Assert.Equal(3000 * Ms, message.Rows[1].Start);
    }

    [Fact]
    public void Causes_that_are_missing_or_go_in_a_circle_end_at_the_top()
    {
        var missing = TraceTimeline.Of([Span(2, 9, "a", 0, 10), Span(3, 2, "a", 1, 2)]);
        Assert.Equal([(0, true), (1, false)], missing.Rows.Select(static r => (r.Depth, r.IsOrphan)));

        var circle = TraceTimeline.Of([Span(1, 3, "a", 5, 10), Span(2, 1, "a", 0, 10), Span(3, 2, "a", 7, 2), Span(4, 3, "a", 8, 1), Span(5, 5, "a", 9, 1)]);
        Assert.Equal([(2UL, 0), (3UL, 1), (1UL, 2), (4UL, 2), (5UL, 0)], circle.Rows.Select(static r => (r.Span.SpanId.Value, r.Depth)));
    }

    [Fact]
    public void Both_sides_of_a_call_may_have_one_id()
    {
        var timeline = TraceTimeline.Of([
            Span(1, 0, "a", 0, 100),
            Span(2, 1, "b", 20, 50) with { Direction = SpanKind.Server },
            Span(2, 1, "a", 10, 70) with { Direction = SpanKind.Client },
            Span(3, 2, "b", 30, 10),
        ]);

        Assert.Equal([("a", 0), ("a", 1), ("b", 2), ("b", 3)], timeline.Rows.Select(static r => (r.Span.Service, r.Depth)));
    }

    [Fact]
    public void Errors_are_counted_up_to_the_top()
    {
        var timeline = TraceTimeline.Of([Span(1, 0, "a", 0, 100), Span(2, 1, "a", 10, 30), Span(3, 2, "a", 20, 4) with { Status = SpanStatus.Timeout }]);

        Assert.Equal([1, 1, 1], timeline.Rows.Select(static r => r.Errors));
        Assert.Equal(1, timeline.Errors);
    }

    [Fact]
    public void A_chain_of_ten_thousand_spans_is_put_together()
    {
        var spans = Enumerable.Range(1, 10_000).Select(static i => Span((ulong)i, (ulong)(i - 1), "a", i, 20_000 - i)).Reverse().ToList();

        var timeline = TraceTimeline.Of(spans);

        Assert.Equal(9_999, timeline.Rows[^1].Depth);
        Assert.Equal(9_999, timeline.Rows[0].Below);
        Assert.Equal(timeline.Duration, timeline.Rows.SelectMany(static r => r.Critical).Sum(static c => c.To - c.From));
        Assert.Equal(10_000, TraceFlame.Of(timeline).Count);
    }

    [Fact]
    public void No_spans_are_no_rows()
    {
        var timeline = TraceTimeline.Of([]);

        Assert.Empty(timeline.Rows);
        Assert.Null(timeline.Root);
        Assert.Empty(TraceFlame.Of(timeline));
    }

    [Fact]
    public void A_flame_graph_adds_up_what_was_done_alike()
    {
        var bars = TraceFlame.Of(TraceTimeline.Of([
            Span(1, 0, "a", 0, 100, "get"), Span(2, 1, "db", 10, 20, "read"), Span(3, 1, "db", 40, 30, "read") with { Status = SpanStatus.Error }, Span(4, 1, "db", 80, 5, "write"),
        ]));

        Assert.Equal(
            [("get", 0, 0L, 100L, 45L, 1, 0), ("read", 1, 0L, 50L, 50L, 2, 1), ("write", 1, 50L, 5L, 5L, 1, 0)],
            bars.Select(static b => (b.Operation, b.Depth, b.From / Ms, b.Time / Ms, b.SelfTime / Ms, b.Spans, b.Errors)));
    }

    [Fact]
    public void Two_traces_are_held_against_each_other_by_what_was_done()
    {
        var before = TraceTimeline.Of([Span(1, 0, "a", 0, 100, "get"), Span(2, 1, "db", 10, 20, "read")]);
        var after = TraceTimeline.Of([Span(1, 0, "a", 0, 300, "get"), Span(2, 1, "db", 10, 120, "read"), Span(3, 1, "db", 150, 90, "read"), Span(4, 1, "a", 250, 1, "log")]);

        var differences = TraceComparison.Of(before, after);

        Assert.Equal(("read", 1, 2, 20L, 210L), differences[0] is var d ? (d.Operation, d.Before.Spans, d.After.Spans, d.Before.SelfTime / Ms, d.After.SelfTime / Ms) : default);
        Assert.Equal(["read", "get", "log"], differences.Select(static d => d.Operation));
        Assert.Equal(default, differences[2].Before);
    }

    private static SpanRecord Span(ulong id, ulong parent, string service, long start, long duration, string operation = "work") => new(
        new TraceId(1, 1), new SpanId(id), new SpanId(parent), Labels.From(new Label(SpanRecord.ServiceLabel, service)), operation, SpanKind.Internal, Epoch + (start * Ms), duration * Ms, SpanStatus.Ok);
}
