using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Jaeger;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Tests.Sources.Jaeger;

public sealed class JaegerDecoderTests
{
    private const long Now = 1_767_225_600_000;
    private const long Start = 1_767_225_590_000_000;

    [Fact]
    public void A_batch_is_read_with_all_that_its_spans_say()
    {
        var (problem, spans, reading) = Read(Batch(Span));

        Assert.Equal((null, ""), (problem, reading.Sentence));
        var span = Assert.Single(spans);
        Assert.Equal(("000000000000000a000000000000000b", new SpanId(0xc), new SpanId(0xd)), (span.TraceId.ToString(), span.SpanId, span.ParentSpanId));
        Assert.Equal(("shop", "box", "GET /cart", SpanKind.Server), (span.Service, span.Origin.Get("host_name"), span.Operation, span.Direction));
        Assert.Equal((Start * 1000, 5_000_000L, SpanStatus.Timeout), (span.Start, span.Duration, span.Status));
        Assert.Equal("""error="true" whole="7" real="0.5" raw="AQI=" """.TrimEnd(), span.Attributes.ToString());
        Assert.Equal(("exception", """exception.type="TimeoutError" exception.message="too slow" """.TrimEnd()), (span.Events[0].Name, span.Events[0].Attributes.ToString()));
        Assert.Equal(new SpanId(0xe), Assert.Single(span.Links).SpanId);
    }

    [Fact]
    public void A_span_that_cannot_be_one_is_refused_alone()
    {
        var (_, spans, reading) = Read(Batch(static s => s.I64(1, 1), static s => s.I64(1, 1).I64(3, 2), static s => s.I64(1, 1).I64(3, 2).I64(8, long.MaxValue), static s => s.I64(1, 1).I64(3, 2).I64(8, Start).I64(9, -5)));

        Assert.Equal(0, Assert.Single(spans).Duration);
        Assert.Equal("refused 1 span without a valid span id, 1 span without a start after 1970, 1 span that starts in the future; kept, but not as it came, 1 span that ends before it starts", reading.Sentence);
    }

    [Fact]
    public void A_batch_that_is_cut_off_is_refused_wherever_that_was()
    {
        var whole = Batch(Span);

        for (var length = 0; length < whole.Length; length++)
            Assert.StartsWith("the body is no well-formed batch of jaeger.thrift", Read(whole[..length]).Problem, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Damaged_batches_are_read_or_refused()
    {
        var (origins, texts) = (new SharedLabels(100), new TextTable(100));

        await Fuzz.Run([Batch(Span, Span)], [0, 1, 2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15, 0x7f, 0x80, 0xff], (input, _) =>
        {
            using var batch = new TelemetryBatch<SpanRecord>("test");
            new JaegerDecoder(origins, texts).Read(input, Now, new IntakeReading("span"), batch);
            foreach (var span in batch.Records)
                Assert.True(span is { Duration: >= 0, TraceId.IsEmpty: false, SpanId.IsEmpty: false, Timestamp: > 0 and <= Now });
            return Task.CompletedTask;
        });
    }

    private static void Span(ThriftWriter span) => span
        .I64(1, 0xb).I64(2, 0xa).I64(3, 0xc).I64(4, 0).Text(5, "GET /cart")
        .List(6, static r => r.I32(1, 0).I64(2, 0xb).I64(3, 0xa).I64(4, 0xd), static r => r.I32(1, 1).I64(2, 0xb).I64(3, 0xa).I64(4, 0xe))
        .I32(7, 1).I64(8, Start).I64(9, 5000)
        .List(10,
            static t => t.Text(1, "span.kind").I32(2, 0).Text(3, "server"), static t => t.Text(1, "error").I32(2, 2).Bool(5, true), static t => t.Text(1, "whole").I32(2, 3).I64(6, 7),
            static t => t.Text(1, "real").I32(2, 1).Double(4, 0.5), static t => t.Text(1, "raw").I32(2, 4).Text(7, "\u0001\u0002"))
        .List(11, static l => l.I64(1, Start).List(2,
            static t => t.Text(1, "event").Text(3, "error"), static t => t.Text(1, "error.kind").Text(3, "TimeoutError"), static t => t.Text(1, "message").Text(3, "too slow")));

    private static byte[] Batch(params Action<ThriftWriter>[] spans) =>
        // Who did it comes last, which it may.
        new ThriftWriter().List(2, spans).I64(3, 1).Struct(1, static p => p.Text(1, "shop").List(2, static t => t.Text(1, "hostname").I32(2, 0).Text(3, "box"))).Stop().Written;

    private static (string? Problem, SpanRecord[] Spans, IntakeReading Reading) Read(byte[] body)
    {
        using var batch = new TelemetryBatch<SpanRecord>("test");
        var reading = new IntakeReading("span");
        var problem = new JaegerDecoder(new SharedLabels(10), new TextTable(100)).Read(body, Now, reading, batch);
        return (problem, batch.Records.ToArray(), reading);
    }
}
