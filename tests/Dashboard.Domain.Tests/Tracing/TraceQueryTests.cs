using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Domain.Tracing.Query;
using static Dashboard.Domain.Tests.Tracing.Spans;

namespace Dashboard.Domain.Tests.Tracing;

public sealed class TraceQueryTests
{
    private static readonly string[] Understood =
    [
        "{ }", "{ resource.service.name = \"cart\" && span.http.status_code >= 500 && duration > 100ms && status = error && kind = server && name =~ \"GET.*\" }",
        "{ .attr = `raw` } && { status != ok }", "{ traceDuration > 1h30m || rootServiceName = \"a\" } >> { rootName !~ \"b|c\" }", "{ event:name = \"exception\" } > ({ parent = nil } ~ { span.\"a b\" != nil })",
        "{ .a = 1.5 } | count() > 2 | avg(duration) <= 1.5s | select(.a, resource.b)", "{ event.exception.type = \"x\" && (.a = true || .b < -3) } << { 100ms < duration } | { kind = client }", "refused \"by store\"",
        "{ trace:id = \"1234\" } || { span:id != \"ab\" } | max(.size) = 3",
    ];

    private readonly SpanStore _store = new(new TracingOptions());

    public TraceQueryTests()
    {
        for (ulong trace = 1; trace <= 20; trace++)
            _store.Add(Shop(trace, trace % 5 == 0 ? SpanStatus.Error : trace == 3 ? SpanStatus.Timeout : SpanStatus.Ok, trace * 10, trace % 2 == 0 ? "/cart" : "/pay", trace % 5 == 0 ? "503" : "200"));
    }

    [Theory]
    [InlineData("{ }", "20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1")]
    [InlineData("{ status = error }", "20 15 10 5 3")]
    [InlineData("{ status = timeout }", "3")]
    [InlineData("{ status = error && kind = client && name = \"cart.Get\" }", "20 15 10 5 3")]
    [InlineData("{ span.http.response.status_code >= 500 }", "20 15 10 5")]
    [InlineData("{ span.http.response.status_code = \"503\" && .http.route = \"/cart\" }", "20 10")]
    [InlineData("{ .http.route =~ \"/p.y\" && duration >= 170ms }", "19 17")]
    [InlineData("{ .http.route !~ \"/p.*\" && duration >= 170ms }", "20 18")]
    [InlineData("{ duration > 190ms }", "20")]
    [InlineData("{ 190ms < duration }", "20")]
    [InlineData("{ duration = 190ms }", "19")]
    [InlineData("{ resource.service.name = \"cart\" && span.db.rows <= 2 }", "2 1")]
    [InlineData("{ resource.service.name = \"nobody\" }", "")]
    [InlineData("{ .service.name = \"cart\" && status = error }", "20 15 10 5 3")]
    [InlineData("{ event:name = \"exception\" }", "20 15 10 5 3")]
    [InlineData("{ event.exception.type =~ \".*Timeout.*\" }", "20 15 10 5 3")]
    [InlineData("{ statusMessage != \"\" && duration < 5ms && status = error }", "")]
    [InlineData("{ traceDuration > 185ms }", "20 19")]
    [InlineData("{ rootName = \"GET /cart\" && rootServiceName = \"frontend\" && traceDuration < 50ms }", "4 2")]
    [InlineData("{ .user.id = \"user-7\" }", "7")]
    [InlineData("{ .user.id = \"user-7\" || .user.id = \"user-9\" }", "9 7")]
    [InlineData("{ .user.id != nil && .user.id =~ \"user-1.\" } | { duration > 60ms }", "19")]
    [InlineData("{ .user.id = nil && parent = nil && duration > 185ms }", "20 19")]
    [InlineData("{ .user.id = \"user-7\" } && { resource.service.name = \"stock\" }", "7")]
    [InlineData("{ .user.id = \"user-7\" } && { status = error }", "")]
    [InlineData("{ .user.id = \"user-7\" } || { status = timeout }", "7 3")]
    [InlineData("{ kind = server } > { name = \"SELECT\" && span.db.rows = 4 }", "4")]
    [InlineData("{ kind = client } > { name = \"SELECT\" }", "")]
    [InlineData("{ name = \"GET /pay\" } >> { name = \"SELECT\" && span.db.rows < 5 }", "3 1")]
    [InlineData("{ name = \"SELECT\" && span.db.rows < 5 } << { name = \"GET /pay\" }", "3 1")]
    [InlineData("{ name = \"SELECT\" && span.db.rows < 5 } < { kind = server }", "4 3 2 1")]
    [InlineData("{ .user.id = \"user-6\" } ~ { resource.service.name = \"stock\" }", "6")]
    [InlineData("{ .user.id = \"user-6\" } ~ { .user.id != nil }", "")]
    [InlineData("{ status = error } | count() > 2", "20 15 10 5 3")]
    [InlineData("{ status = error } | count() > 3", "")]
    [InlineData("{ kind = server } | avg(duration) > 90ms", "20")]
    [InlineData("{ kind = server } | max(duration) >= 190ms", "20 19")]
    [InlineData("{ kind = server } | min(duration) < 1.7ms", "1")]
    [InlineData("{ } | sum(.db.rows) > 18", "20 19")]
    [InlineData("{ span:parentID = \"48\" }", "7")]
    [InlineData("{ trace:id = \"12340000000000000007\" }", "7")]
    [InlineData("refused", "20 15 10 5 3")]
    [InlineData("REFUSED \"by store\"", "20 15 10 5 3")]
    [InlineData("refused nowhere", "")]
    [InlineData("timeoutexception", "20 15 10 5 3")]
    [InlineData("user-19", "19")]
    [InlineData("{ text = \"refused\" && duration > 40ms }", "20")]
    public void A_search_finds_the_traces_that_it_describes_newest_first(string text, string traces)
    {
        Assert.True(TraceQuery.TryParse(text, out var query, out var problem), problem);

        var found = _store.Search(query, 0, long.MaxValue, 100, CancellationToken.None);

        Assert.Equal(traces, string.Join(' ', found.Select(static t => t.TraceId.Low)));
    }

    [Fact]
    public void A_trace_that_was_found_says_what_it_is_as_a_whole()
    {
        Assert.True(TraceQuery.TryParse("{ resource.service.name = \"cart\" }", out var query, out _));

        var found = _store.Search(query, 0, long.MaxValue, 1, CancellationToken.None, spans: 1)[0];

        Assert.Equal((Trace(20), "frontend", "GET /cart", 6, 3, 2), (found.TraceId, found.RootService, found.RootOperation, found.Spans, found.Errors, found.Matched));
        Assert.Equal((Epoch + (20_000 * Millisecond), 200 * Millisecond), (found.Start, found.Duration));
        Assert.Equal([new TraceService("frontend", 3, 2), new TraceService("cart", 2, 1), new TraceService("stock", 1, 0)], found.Services);
        Assert.Equal("cart.Get", Assert.Single(found.MatchedSpans).Operation);
    }

    [Fact]
    public void Only_spans_that_start_within_the_time_count()
    {
        Assert.Equal([6UL, 5UL, 4UL], Found(Epoch / Millisecond + 4000, (Epoch / Millisecond) + 6000));
        Assert.Equal([5UL, 4UL], Found(Epoch / Millisecond + 4005, (Epoch / Millisecond) + 5999));

        List<ulong> Found(long from, long to) => [.. _store.Search(TraceQuery.All, from, to, 100, CancellationToken.None).Select(static t => t.TraceId.Low)];
    }

    [Theory]
    [InlineData("{ duration > 100 }", "At character 14: 'duration' is compared with a duration such as 100ms or 1.5s.")]
    [InlineData("{ status = 500 }", "At character 12: 'status' is compared with one of error, ok, unset, timeout and cancelled.")]
    [InlineData("{ status > error }", "At character 10: 'status' has no order; compare it by = or !=.")]
    [InlineData("{ foo = \"x\" }", "At character 3: 'foo' is neither a field nor a value: an attribute has its scope before it, as span.foo or .foo, and a text stands in quotation marks.")]
    [InlineData("{ .foo = bar }", "At character 10: 'bar' is neither a field nor a value: an attribute has its scope before it, as span.bar or .bar, and a text stands in quotation marks.")]
    [InlineData("{ .foo }", "At character 8: '.foo' is to be compared with something: write .foo = …, or .foo != nil where it is to be there at all.")]
    [InlineData("{ .foo = \"x\"", "At character 13: '}' is missing for what begins at character 1.")]
    [InlineData("{ .foo = \"x }", "At character 10: the quotation mark has no other that closes it.")]
    [InlineData("{ .foo =~ \"(\" }", "At character 11: this is no regular expression that can be used")]
    [InlineData("{ .foo = .bar }", "At character 3: two fields are compared; one side is to be a value.")]
    [InlineData("{ } &&", "At character 7: spans are missing; write them as { duration > 1s }.")]
    [InlineData("{ } | rate()", "At character 7: 'rate' is a stage of TraceQL that is not known here; rates and percentiles are series, traces_spanmetrics_*.")]
    [InlineData("{ } | frob()", "At character 7: 'frob' is no stage; known are count(), avg(), min(), max(), sum(), select() and spans in braces.")]
    [InlineData("{ } | avg(duration)", "At character 20: avg is to be compared with a number: write avg(duration) > ….")]
    [InlineData("{ } | avg(duration) > 3", "At character 23: avg is compared with a duration such as 100ms here.")]
    [InlineData("{ } !>> { }", "At character 5: '!>' is a relation that is not known here; known are >, >>, <, <<, ~, && and ||.")]
    [InlineData("{ span:id = \"zz\" }", "At character 13: 'span:id' is compared with its hexadecimal digits in quotation marks.")]
    [InlineData("{ link:traceID = \"1\" }", "At character 3: 'link:traceID' is a field of TraceQL that is not known here.")]
    [InlineData("{ .a = 1 + 2 }", "At character 10: '+' is arithmetic, which is not known here.")]
    [InlineData("{ } { }", "At character 5: '{ }' is neither a relation to further spans nor a stage after '|'.")]
    public void What_is_not_understood_is_said_with_its_place(string text, string sentence)
    {
        Assert.False(TraceQuery.TryParse(text, out _, out var problem));
        Assert.StartsWith(sentence, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_read_is_written_so_that_the_same_is_read_again()
    {
        foreach (var text in Understood)
        {
            Assert.True(TraceQuery.TryParse(text, out var query, out var problem), problem);
            Assert.True(TraceQuery.TryParse(query.ToString(), out var again, out problem), $"{query}: {problem}");
            Assert.Equal(query, again);
        }
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Damaged_searches_end_in_an_answer_or_a_sentence() => await Fuzz.Run(
        [.. Understood.Select(Encoding.UTF8.GetBytes)], [.. "{}()|&<>=~!\".:`s1"u8],
        (input, _) =>
        {
            if (TraceQuery.TryParse(Encoding.UTF8.GetString(input), out var query, out var problem))
                _store.Search(query, 0, long.MaxValue, 3, CancellationToken.None);
            else
                Assert.EndsWith(".", problem, StringComparison.Ordinal);
            return Task.CompletedTask;
        });
}
