using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Domain.Tracing.Query;
using static Dashboard.Domain.Tests.Tracing.Spans;

namespace Dashboard.Domain.Tests.Tracing;

public sealed class SpanStoreTests
{
    private readonly SpanStore _store = new(new TracingOptions());

    [Fact]
    public void A_trace_is_put_together_again_from_the_spans_of_all_its_services()
    {
        var shop = Shop(7, SpanStatus.Error);
        _store.Add(shop.Reverse().ToArray());
        _store.Add(Shop(8));

        var trace = _store.Trace(Trace(7));

        Assert.Equal(shop.Select(Told), trace.Select(Told));
        Assert.Empty(_store.Trace(Trace(9)));
    }

    [Fact]
    public void What_a_span_says_is_the_same_after_its_block_was_sealed()
    {
        var random = new Random(4);
        var told = new List<SpanRecord>();
        for (var i = 1; i <= 5000; i++)
        {
            var span = Span((ulong)random.Next(1, 900), (ulong)i, (ulong)random.Next(3), "one", $"op {random.Next(40)}", (SpanKind)random.Next(6), random.NextDouble() * 1e6, random.NextDouble() * 1e4, (SpanStatus)random.Next(4)) with
            {
                Attributes = Attributes([.. Enumerable.Range(0, random.Next(6)).Select(n => ($"a{random.Next(8)}", new string('ä', random.Next(3)) + random.Next(100)))]),
                Scope = random.Next(3) == 0 ? "library" : "",
                StatusMessage = random.Next(9) == 0 ? $"why {random.Next(5)}" : "",
                Events = [.. Enumerable.Range(0, random.Next(3)).Select(n => new SpanEvent(Epoch + random.Next(1000), $"event {n}", Attributes(("n", $"{n}"))))],
                Links = [.. Enumerable.Range(0, random.Next(2)).Select(n => new SpanLink(Trace((ulong)n), new SpanId(9), Attributes(("why", "batch"))))],
            };
            told.Add(span);
        }
        _store.Add(told.ToArray());

        var read = told.Select(static s => s.TraceId).Distinct().SelectMany(t => _store.Trace(t)).ToList();

        Assert.Equal(told.Select(Told).Order(StringComparer.Ordinal), read.Select(Told).Order(StringComparer.Ordinal));
        Assert.Equal(5000, _store.Statistics().Spans);
    }

    [Fact]
    public void A_span_that_comes_again_is_held_once_whether_or_not_its_block_is_sealed()
    {
        var spans = Enumerable.Range(1, 5000).Select(static i => Span((ulong)i / 10, (ulong)i, 0, "one", "op", startMs: i)).ToArray();
        Assert.Equal(5000, _store.Add(spans));

        var taken = new List<SpanRecord>();
        Assert.Equal(1, _store.Add([.. spans, Span(1, 9999, 0, "one", "op")], taken));

        Assert.Equal(9999UL, Assert.Single(taken).SpanId.Value);
        Assert.Equal(5000, _store.Statistics().Duplicates);
        Assert.Equal(5001, _store.Statistics().Spans);
    }

    [Fact]
    public void A_client_and_a_server_that_share_an_id_as_zipkin_has_it_are_two_spans()
    {
        _store.Add([Span(1, 5, 0, "front", "get", SpanKind.Client), Span(1, 5, 0, "back", "get", SpanKind.Server)]);

        Assert.Equal(2, _store.Trace(Trace(1)).Count);
    }

    [Fact]
    public void A_span_without_an_id_is_counted_and_not_held()
    {
        Assert.Equal(0, _store.Add([Span(1, 0, 0, "front", "get"), Span(1, 2, 0, "front", "get") with { TraceId = default }]));

        Assert.Equal(2, _store.Statistics().Nameless);
        Assert.Equal(0, _store.Statistics().Spans);
    }

    [Fact]
    public void A_noisy_service_evicts_its_own_spans_and_none_of_a_quiet_one()
    {
        var store = new SpanStore(new TracingOptions { Bytes = 16 << 20 });
        store.Add([.. Enumerable.Range(1, 300).Select(static i => Span((ulong)i, (ulong)i, 0, "quiet", "op", startMs: i))]);
        for (var batch = 0; batch < 400; batch++)
            store.Add([.. Enumerable.Range(1, 1000).Select(i => Span((ulong)((batch * 1000) + i + 1000), (ulong)((batch * 1000) + i), 0, "noisy", $"op {i}", startMs: batch, attributes: ("id", $"{batch}-{i}")))]);

        var held = store.Statistics();

        Assert.InRange(held.Bytes, 1, held.Budget);
        Assert.Equal(300, held.Services.Single(static s => s.Service == "quiet").Spans);
        Assert.True(held.Services.Single(static s => s.Service == "noisy").Evicted > 100_000);
        Assert.Equal(400_300, held.Spans + held.Evicted);
        Assert.Single(store.Trace(Trace(7)));
        Assert.Empty(store.Trace(Trace(1001)));
        Assert.Equal(held.Spans, held.Traces);
    }

    [Fact]
    public void Services_beyond_their_number_share_a_part_and_are_found_all_the_same()
    {
        var store = new SpanStore(new TracingOptions { Services = 2 });
        store.Add([.. Enumerable.Range(1, 9).Select(static i => Span((ulong)i, (ulong)i, 0, $"service-{i}", $"op-{i}"))]);

        Assert.Equal(9, store.Services().Count);
        Assert.Equal(["op-7"], store.Operations("service-7"));
        Assert.Equal(["", "service-1", "service-2"], store.Statistics().Services.Select(static s => s.Service));
    }

    [Fact]
    public void Names_and_values_are_those_that_spans_have()
    {
        _store.Add(Shop(1, SpanStatus.Error));
        _store.Add(Shop(2, route: "/checkout"));

        Assert.Equal(["cart", "frontend", "stock"], _store.Services());
        Assert.Equal(["GET /cart", "GET /checkout", "cart.Get", "render"], _store.Operations("frontend"));
        Assert.Equal(
            ["span.db.rows", "span.db.system", "span.http.response.status_code", "span.http.route", "span.rpc.system", "span.user.id", "resource.deployment_environment", "resource.service_name", "event.exception.type"],
            _store.AttributeNames().Select(static f => f.ToString()));
        Assert.Equal(["user-1", "user-2"], _store.AttributeValues(SpanField.Attribute(SpanScope.Span, "user.id"), "USER"));
        Assert.Equal(["user-1"], _store.AttributeValues(SpanField.Attribute(SpanScope.Span, "user.id"), "", 1));
        Assert.Equal(["cart", "frontend", "stock"], _store.AttributeValues(SpanField.Attribute(SpanScope.Resource, "service.name")));
        Assert.Equal(["exception"], _store.AttributeValues(SpanField.Of(SpanIntrinsic.EventName)));
    }

    [Fact]
    public async Task Readers_find_whole_spans_while_others_are_added_and_evicted()
    {
        var store = new SpanStore(new TracingOptions { Bytes = 16 << 20 });
        using var done = new CancellationTokenSource();
        var found = 0;
        var reading = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                foreach (var trace in store.Search(TraceQuery.Of(new FieldFilter(SpanField.Of(SpanIntrinsic.Name), Comparison.Equal, SpanValue.Of("op 7"))), 0, long.MaxValue, 20, CancellationToken.None))
                {
                    Assert.All(trace.MatchedSpans, s => Assert.Equal(s.TraceId, trace.TraceId));
                    Assert.All(trace.MatchedSpans, s => Assert.Equal($"{s.TraceId.Low}", s.Attributes.Get("trace")));
                    Interlocked.Increment(ref found);
                }
            }
        });
        ulong batch = 0;
        for (; !reading.IsCompleted && (batch < 300 || Volatile.Read(ref found) == 0); batch++)
        {
            store.Add([.. Enumerable.Range(1, 1000).Select(i =>
            {
                var trace = (batch * 100) + ((ulong)i / 10);
                return Span(trace, (batch * 1000) + (ulong)i, 0, $"s{i % 3}", $"op {i % 10}", startMs: batch, attributes: ("trace", $"{trace}"));
            })]);
        }
        await done.CancelAsync();
        await reading;

        Assert.Equal((long)batch * 1000, store.Statistics().Spans + store.Statistics().Evicted);
    }
}
