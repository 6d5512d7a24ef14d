using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Otlp;
using static Dashboard.Ingest.Tests.Sources.Otlp.OtlpText;

namespace Dashboard.Ingest.Tests.Sources.Otlp;

public sealed class OtlpDoorTests
{
    private const string TraceService = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_message_over_http_is_taken_in_both_formats_packed_or_not(bool isJson, bool isPacked)
    {
        await using var house = await new OtlpHouse().Open();
        var json = Spans(SpanOf(house.Nano(-5)));
        using var body = new ByteArrayContent(Packed(isJson ? Encoding.UTF8.GetBytes(json) : Protobuf(json), isPacked));
        body.Headers.ContentType = new MediaTypeHeaderValue(isJson ? "application/json" : "application/x-protobuf");
        if (isPacked)
            body.Headers.ContentEncoding.Add("gzip");

        var (status, _, _) = await house.Post("/v1/traces", body);

        Assert.Equal(200, status);
        Assert.Equal("GET /cart", Assert.Single(house.Spans.All).Operation);
    }

    [Fact]
    public async Task What_was_refused_of_a_message_is_told_as_partial_success()
    {
        await using var house = await new OtlpHouse().Open();

        var (status, answer, _) = await house.Post("/v1/traces", Spans(SpanOf(0), SpanOf(house.Nano(-5))));

        Assert.Equal(200, status);
        Assert.Equal("1", answer.GetProperty("partialSuccess").GetProperty("rejectedSpans").GetString());
        Assert.Equal("refused 1 span without a start after 1970", answer.GetProperty("partialSuccess").GetProperty("errorMessage").GetString());
        Assert.Single(house.Spans.All);
    }

    [Fact]
    public async Task Each_failure_has_the_status_that_the_specification_gives_it()
    {
        await using var house = await new OtlpHouse(new OtlpOptions { MaxMessageBytes = 64 << 10 }).Open();
        using var http = new HttpClient();

        Assert.Equal((400, 3), await Status("/v1/traces", new StringContent("{", Encoding.UTF8, "application/json")));
        Assert.Equal((415, null), await Status("/v1/traces", new StringContent("x", Encoding.UTF8, "text/plain")));
        Assert.Equal((415, 12), await Status("/v1/traces", Encoded(new StringContent("{}", Encoding.UTF8, "application/json"), "br")));
        Assert.Equal((413, 8), await Status("/v1/traces", new StringContent(new string(' ', 70_000), Encoding.UTF8, "application/json")));
        // A bomb: 64 MB of blanks packed into some 60 kB.
        Assert.Equal((413, 8), await Status("/v1/traces", Encoded(Json(Packed(Encoding.UTF8.GetBytes(new string(' ', 64 << 20)), true)), "gzip")));
        Assert.Equal((400, 3), await Status("/v1/traces", Encoded(Json(Encoding.UTF8.GetBytes("no gzip at all")), "gzip")));
        Assert.Equal((404, null), await Status("/v1/profiles", new StringContent("{}", Encoding.UTF8, "application/json")));
        using var get = await http.GetAsync(new Uri(house.Http + "/v1/traces"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Empty(house.Spans.All);

        async Task<(int, int?)> Status(string path, HttpContent body)
        {
            var (status, answer, _) = await house.Post(path, body);
            return (status, answer.ValueKind == System.Text.Json.JsonValueKind.Object ? answer.GetProperty("code").GetInt32() : null);
        }
    }

    [Fact]
    public async Task A_full_pipeline_answers_503_and_when_to_come_back()
    {
        await using var house = await new OtlpHouse(new OtlpOptions { Patience = TimeSpan.Zero }, new PipelineOptions { QueueRecords = 1, QueueBatches = 1 }).Open();
        var gate = new ManualResetEventSlim();
        house.Spans.OnStore = gate.Wait;
        var first = house.Post("/v1/traces", Spans(SpanOf(house.Nano(-5))));
        await Eventually.True(() => house.Spans.IsStoring);
        await house.Take(OtlpSignal.Traces, Spans(SpanOf(house.Nano(-4))));

        var (status, answer, headers) = await house.Post("/v1/traces", Spans(SpanOf(house.Nano(-3))));
        var (grpcStatus, details) = await Call(house, Protobuf(Spans(SpanOf(house.Nano(-3)))));
        gate.Set();
        await first;

        Assert.Equal((503, 14), (status, answer.GetProperty("code").GetInt32()));
        Assert.Equal(TimeSpan.FromSeconds(1), headers.RetryAfter?.Delta);
        Assert.Equal("14", grpcStatus);
        Assert.Contains("google.rpc.RetryInfo", Encoding.ASCII.GetString(Convert.FromBase64String(details)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_messages_at_once_are_told_429()
    {
        await using var house = await new OtlpHouse(new OtlpOptions { MaxConcurrent = 1 }).Open();
        using var gate = new ManualResetEventSlim();
        house.Spans.OnStore = gate.Wait;
        var first = house.Post("/v1/traces", Spans(SpanOf(house.Nano(-5))));
        await Eventually.True(() => house.Spans.IsStoring);

        var (status, answer, headers) = await house.Post("/v1/traces", Spans(SpanOf(house.Nano(-4))));
        gate.Set();

        Assert.Equal((429, 8), (status, answer.GetProperty("code").GetInt32()));
        Assert.NotNull(headers.RetryAfter);
        Assert.Equal(200, (await first).Status);
    }

    [Fact]
    public async Task A_call_by_grpc_is_answered_with_its_status_packed_or_not()
    {
        await using var house = await new OtlpHouse(new OtlpOptions { MaxMessageBytes = 64 << 10 }).Open();
        var good = Protobuf(Spans(SpanOf(house.Nano(-5))));

        Assert.Equal("0", (await Call(house, good)).Status);
        Assert.Equal("0", (await Call(house, good, isPacked: true)).Status);
        Assert.Equal(2, house.Spans.All.Count);
        Assert.Equal("3", (await Call(house, [1, 2, 3])).Status);
        Assert.Equal("8", (await Call(house, new byte[70_000])).Status);
        Assert.Equal("8", (await Call(house, new byte[1 << 20], isPacked: true)).Status);
        Assert.Equal("12", (await Call(house, good, path: "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export")).Status);
        Assert.Equal(2, house.Spans.All.Count);
    }

    [Fact]
    public async Task A_token_that_is_asked_for_must_be_shown_at_both_ports()
    {
        await using var house = await new OtlpHouse(new OtlpOptions { Token = "s3cret" }).Open();
        var good = Protobuf(Spans(SpanOf(house.Nano(-5))));

        var (status, answer, _) = await house.Post("/v1/traces", Spans(SpanOf(house.Nano(-5))));

        Assert.Equal((401, 16), (status, answer.GetProperty("code").GetInt32()));
        Assert.Equal("16", (await Call(house, good)).Status);
        Assert.Equal("16", (await Call(house, good, token: "wrong")).Status);
        Assert.Equal("0", (await Call(house, good, token: "s3cret")).Status);
        Assert.Single(house.Spans.All);
    }

    private static byte[] Protobuf(string json)
    {
        var decoder = new OtlpJsonDecoder();
        Assert.Null(decoder.Read(Encoding.UTF8.GetBytes(json), OtlpSignal.Traces));
        return decoder.Written.ToArray();
    }

    private static ByteArrayContent Json(byte[] octets)
    {
        var content = new ByteArrayContent(octets);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static HttpContent Encoded(HttpContent content, string encoding)
    {
        content.Headers.ContentEncoding.Add(encoding);
        return content;
    }

    private static byte[] Packed(byte[] octets, bool isPacked)
    {
        if (!isPacked)
            return octets;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            gzip.Write(octets);
        return packed.ToArray();
    }

    private static async Task<(string Status, string Details)> Call(OtlpHouse house, byte[] message, bool isPacked = false, string path = TraceService, string? token = null)
    {
        using var http = new HttpClient();
        var octets = Packed(message, isPacked);
        var framed = new byte[5 + octets.Length];
        framed[0] = isPacked ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), octets.Length);
        octets.CopyTo(framed, 5);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(house.Grpc + path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(framed) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (isPacked)
            request.Headers.Add("grpc-encoding", "gzip");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await answer.Content.ReadAsByteArrayAsync();
        return (answer.TrailingHeaders.GetValues("grpc-status").Single(), answer.TrailingHeaders.TryGetValues("grpc-status-details-bin", out var details) ? details.Single() : "");
    }
}
