using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Zipkin;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Tests.Sources.Zipkin;

public sealed class ZipkinDecoderTests
{
    private const long Now = 1_767_225_600_000;

    private const string Good = """
        {"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"a2fb4a1d1a96d312","parentId":"0020000000000001","kind":"CLIENT","name":"get /cart","timestamp":1767225590000000,"duration":207000,
        "localEndpoint":{"serviceName":"frontend","ipv4":"127.0.0.1"},"remoteEndpoint":{"serviceName":"carts","ipv4":"192.0.2.7","port":8080},
        "annotations":[{"timestamp":1767225590000100,"value":"ws"}],"tags":{"http.path":"/cart","error":"connection timed out"},"debug":true,"new":[{}]}
        """;

    [Fact]
    public void A_span_is_read_with_all_that_it_says()
    {
        var (problem, spans, reading) = Read($"[{Good}]");

        Assert.Equal((null, ""), (problem, reading.Sentence));
        var span = Assert.Single(spans);
        Assert.Equal(("463ac35c9f6413ad48485a3953bb6124", "a2fb4a1d1a96d312", "0020000000000001"), (span.TraceId.ToString(), span.SpanId.ToString(), span.ParentSpanId.ToString()));
        Assert.Equal(("frontend", "get /cart", SpanKind.Client, "127.0.0.1"), (span.Service, span.Operation, span.Direction, span.Origin.Get("host_ip")));
        Assert.Equal((1_767_225_590_000_000_000, 207_000_000), (span.Start, span.Duration));
        Assert.Equal((SpanStatus.Timeout, "connection timed out"), (span.Status, span.StatusMessage));
        Assert.Equal("""peer.service="carts" network.peer.address="192.0.2.7" network.peer.port="8080" http.path="/cart" error="connection timed out" """.TrimEnd(), span.Attributes.ToString());
        Assert.Equal((1_767_225_590_000_100_000, "ws"), (span.Events[0].Time, span.Events[0].Name));
    }

    [Fact]
    public void Short_ids_are_filled_up_and_a_server_that_shares_its_clients_id_gets_its_own()
    {
        var (_, spans, _) = Read("""
            [{"traceId":"48485a3953bb6124","id":"1","kind":"CLIENT","timestamp":1767225590000000},
             {"traceId":"48485a3953bb6124","id":"1","kind":"SERVER","shared":true,"timestamp":1767225590000000,"localEndpoint":null}]
            """);

        Assert.Equal("000000000000000048485a3953bb6124", spans[0].TraceId.ToString());
        Assert.Equal(new SpanId(1), spans[1].ParentSpanId);
        Assert.NotEqual(spans[0].SpanId, spans[1].SpanId);
        Assert.Equal("unknown_service", spans[1].Service);
    }

    [Fact]
    public void A_span_that_cannot_be_one_is_refused_alone()
    {
        var (problem, spans, reading) = Read($$"""[{},{"traceId":"1","timestamp":1767225590000000},{"traceId":"1","id":"2"},{"traceId":"1","id":"2","timestamp":9223372036854775807},{{Good}}]""");

        Assert.Null(problem);
        Assert.Single(spans);
        Assert.Equal("refused 1 span without a valid trace id, 1 span without a valid span id, 1 span without a start after 1970, 1 span that starts in the future", reading.Sentence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[7]")]
    [InlineData("""[{"name":7}]""")]
    [InlineData("""[{"tags":[]}]""")]
    [InlineData("""[{"timestamp":"x"}]""")]
    [InlineData("""[{"name":"x"}""")]
    [InlineData("[] []")]
    public void A_body_that_is_no_list_of_spans_is_refused(string body) => Assert.StartsWith("the body is no list of spans", Read(body).Problem, StringComparison.Ordinal);

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Damaged_bodies_are_read_or_refused()
    {
        var (origins, texts) = (new SharedLabels(100), new TextTable(100));

        await Fuzz.Run([Encoding.UTF8.GetBytes($"[{Good},{Good}]")], [.. "{}[]\",:0123456789abcdef\\ue-."u8], (input, _) =>
        {
            using var batch = new TelemetryBatch<SpanRecord>("test");
            new ZipkinDecoder(origins, texts).Read(input, Now, new IntakeReading("span"), batch);
            foreach (var span in batch.Records)
                Assert.True(span is { Duration: >= 0, TraceId.IsEmpty: false, SpanId.IsEmpty: false, Timestamp: > 0 and <= Now });
            return Task.CompletedTask;
        });
    }

    private static (string? Problem, SpanRecord[] Spans, IntakeReading Reading) Read(string body)
    {
        using var batch = new TelemetryBatch<SpanRecord>("test");
        var reading = new IntakeReading("span");
        var problem = new ZipkinDecoder(new SharedLabels(10), new TextTable(100)).Read(Encoding.UTF8.GetBytes(body), Now, reading, batch);
        return (problem, batch.Records.ToArray(), reading);
    }
}
