using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;

namespace Dashboard.Domain.Tests.Tracing;

public sealed class ErrorFingerprintsTests
{
    [Fact]
    public void What_failed_in_the_same_words_but_for_what_differs_is_one_group()
    {
        var spans = Enumerable.Range(1, 5).Select(i => Failed((ulong)i, "charge", $"card {4000 + i} was refused after {i * 7} ms")).ToList();

        var found = Assert.Single(ErrorFingerprints.Of(spans, 10).Kept);

        Assert.Equal(("charge", "", "card <*> was refused after <*> ms"), (found.Operation, found.Kind, found.Message));
        Assert.Equal(5, found.Count);
        Assert.Equal((spans[0].Timestamp, spans[4].Timestamp), (found.FirstSeen, found.LastSeen));
        Assert.Contains(spans, s => s.TraceId == found.Trace && s.SpanId == found.Span);
    }

    [Fact]
    public void Operations_kinds_and_words_are_told_apart_and_most_come_first()
    {
        var found = ErrorFingerprints.Of([
            Failed(1, "charge", "no money"), Failed(2, "refund", "no money"), Failed(3, "charge", "no route"),
            Failed(4, "charge", "no money", ("error.type", "LedgerException")), Failed(5, "charge", "no money"),
        ], 10);

        Assert.Equal(
            [("charge", "", "no money", 2), ("charge", "LedgerException", "no money", 1), ("charge", "", "no route", 1), ("refund", "", "no money", 1)],
            found.Kept.Select(static f => (f.Operation, f.Kind, f.Message, f.Count)));
        Assert.Equal(5, found.Spans);
    }

    [Fact]
    public void What_ended_well_is_passed_over_and_the_other_ways_to_end_are_not()
    {
        var found = ErrorFingerprints.Of([
            Spans.Span(1, 1, 0, "bank", "pay"),
            Spans.Span(2, 1, 0, "bank", "pay", status: SpanStatus.Timeout),
            Spans.Span(3, 1, 0, "bank", "pay", status: SpanStatus.Cancelled, startMs: 8),
        ], 10);

        var silent = Assert.Single(found.Kept);
        Assert.Equal(("", 2, Spans.Trace(3)), (silent.Message, silent.Count, silent.Trace));
        Assert.Equal(8, silent.LastSeen - silent.FirstSeen);
    }

    [Fact]
    public void The_last_exception_names_the_kind_and_the_words_before_all_else()
    {
        var span = Failed(1, "pay", "it failed", ("error.type", "other"), ("http.response.status_code", "500")) with
        {
            Events =
            [
                new SpanEvent(1, "exception", Spans.Attributes(("exception.type", "First"), ("exception.message", "retried"))),
                new SpanEvent(2, "exception", Spans.Attributes(("exception.type", "System.TimeoutException"), ("exception.message", "the bank is gone"))),
                new SpanEvent(3, "message", Spans.Attributes(("exception.type", "no exception"))),
            ],
        };

        var found = Assert.Single(ErrorFingerprints.Of([span], 10).Kept);

        Assert.Equal(("System.TimeoutException", "the bank is gone"), (found.Kind, found.Message));
    }

    [Theory]
    [InlineData("http.response.status_code", "503", "HTTP 503")]
    [InlineData("http.status_code", "500", "HTTP 500")]
    [InlineData("error.type", "502", "HTTP 502")]
    [InlineData("error.type", "java.net.UnknownHostException", "java.net.UnknownHostException")]
    [InlineData("rpc.grpc.status_code", "14", "gRPC 14")]
    [InlineData("rpc.response.status_code", "UNAVAILABLE", "UNAVAILABLE")]
    [InlineData("http.response.status_code", "200", "")]
    [InlineData("user.id", "7", "")]
    public void The_kind_is_what_the_conventions_say(string attribute, string value, string kind)
    {
        Assert.Equal(kind, Assert.Single(ErrorFingerprints.Of([Failed(1, "pay", "no", (attribute, value))], 10).Kept).Kind);
    }

    [Fact]
    public void The_same_spans_in_another_order_make_the_same_groups()
    {
        string[] words = ["ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal"];
        var spans = words.Select((w, i) => Failed((ulong)i + 1, "login", $"user {w} is locked")).Append(Failed(99, "login", "disk is full")).ToList();

        var found = ErrorFingerprints.Of(spans, 10);

        // The words of a place that has had many are what differs.
        Assert.Equal([("user <*> is locked", 8), ("disk is full", 1)], found.Kept.Select(static f => (f.Message, f.Count)));
        Assert.Equal(found.Kept, ErrorFingerprints.Of(Enumerable.Reverse(spans), 10).Kept);
    }

    [Fact]
    public void Groups_beyond_the_bound_are_counted()
    {
        var found = ErrorFingerprints.Of([Failed(1, "a", "x"), Failed(2, "b", "x"), Failed(3, "b", "x"), Failed(4, "c", "x")], 2);

        Assert.Equal(["b", "c"], found.Kept.Select(static f => f.Operation));
        Assert.Equal((1, 4), (found.LeftOut, found.Spans));
    }

    [Fact]
    public void Words_without_end_and_spans_from_before_1970_do_no_harm()
    {
        var found = ErrorFingerprints.Of([
            Failed(1, "pay", string.Concat(Enumerable.Repeat("ü", 60_000))),
            Failed(2, "pay", string.Join(' ', Enumerable.Repeat("at Bank.Pay()", 5_000))) with { Start = -5_000_000_000_000 },
        ], 10);

        Assert.Equal(2, found.Kept.Count);
        Assert.All(found.Kept, static f => Assert.True(f.Message.Length < 1000));
    }

    private static SpanRecord Failed(ulong trace, string operation, string message, params ReadOnlySpan<(string Name, string Value)> attributes) =>
        Spans.Span(trace, 1, 0, "bank", operation, SpanKind.Server, trace, 10, SpanStatus.Error, attributes) with { StatusMessage = message };
}
