using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

/// <summary>The part of Tempo's HTTP API that Grafana's data source uses.</summary>
public sealed class TraceApiTests : IClassFixture<DashboardAtRest>
{
    private static readonly TraceId Trace = new(0xabc, 0x1);

    private readonly DashboardAtRest _server;

    public TraceApiTests(DashboardAtRest server)
    {
        _server = server;
        var start = server.Clock.NowMs * 1_000_000;
        var attributes = new AttributeList.Builder();
        attributes.Add("http.route", "/cart");
        attributes.Add("http.response.status_code", "503");
        var told = attributes.Build();
        // What comes again in the next test is held once.
        server.Services.GetRequiredService<SpanStore>().Add(
        [
            new SpanRecord(Trace, new SpanId(1), default, Origin("shop"), "GET /cart", SpanKind.Server, start, 250_000_000, SpanStatus.Error) { Attributes = told, StatusMessage = "no store" },
            new SpanRecord(Trace, new SpanId(2), new SpanId(1), Origin("store"), "read", SpanKind.Internal, start + 1_000_000, 100_000_000, SpanStatus.Ok)
            {
                Scope = "library",
                Events = [new SpanEvent(start + 2_000_000, "miss", default)],
                Links = [new SpanLink(new TraceId(5, 6), new SpanId(7), default)],
            },
        ]);
    }

    [Fact]
    public async Task A_trace_is_answered_by_its_id_grouped_by_resource_and_library()
    {
        var trace = await _server.Data($"/api/traces/{Trace}");

        var batches = trace.GetProperty("batches").EnumerateArray().ToList();
        Assert.Equal(["shop", "store"], batches.Select(static b => b.GetProperty("resource").GetProperty("attributes").EnumerateArray().Single(static a => a.GetProperty("key").GetString() == "service.name").GetProperty("value").GetProperty("stringValue").GetString()));
        var span = batches[0].GetProperty("scopeSpans")[0].GetProperty("spans")[0];
        Assert.Equal(("GET /cart", "SPAN_KIND_SERVER", "0000000000000001", "STATUS_CODE_ERROR"),
            (span.GetProperty("name").GetString(), span.GetProperty("kind").GetString(), span.GetProperty("spanId").GetString(), span.GetProperty("status").GetProperty("code").GetString()));
        Assert.Equal("library", batches[1].GetProperty("scopeSpans")[0].GetProperty("scope").GetProperty("name").GetString());
        Assert.Equal(2, (await _server.Data($"/api/v2/traces/{Trace}")).GetProperty("trace").GetProperty("resourceSpans").GetArrayLength());
    }

    [Fact]
    public async Task A_trace_is_answered_as_protobuf_where_that_is_accepted()
    {
        var octets = await Octets($"/api/traces/{Trace}");
        var wrapped = await Octets($"/api/v2/traces/{Trace}");

        // Field 1, a message: a resource and its spans.
        Assert.Equal(0x0a, octets[0]);
        Assert.True(octets.AsSpan().IndexOf("GET /cart"u8) > 0);
        Assert.True(octets.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x0a, 16, 0, 0, 0, 0, 0, 0, 0x0a, 0xbc, 0, 0, 0, 0, 0, 0, 0, 1, 0x12, 8, 0, 0, 0, 0, 0, 0, 0, 2, 0x22, 8, 0, 0, 0, 0, 0, 0, 0, 1]) > 0);
        Assert.True(wrapped.AsSpan().IndexOf(octets) is > 0 and < 5);
    }

    [Fact]
    public async Task A_search_answers_as_tempo_does()
    {
        var found = await _server.Data($"/api/search?q={Uri.EscapeDataString("{ span.http.response.status_code >= 500 } | select(.http.route)")}&limit=5");

        var trace = Assert.Single(found.GetProperty("traces").EnumerateArray());
        Assert.Equal((Trace.ToString(), "shop", "GET /cart", 250),
            (trace.GetProperty("traceID").GetString(), trace.GetProperty("rootServiceName").GetString(), trace.GetProperty("rootTraceName").GetString(), trace.GetProperty("durationMs").GetInt32()));
        Assert.Equal((1, 0), (trace.GetProperty("serviceStats").GetProperty("store").GetProperty("spanCount").GetInt32(), trace.GetProperty("serviceStats").GetProperty("store").GetProperty("errorCount").GetInt32()));
        var set = trace.GetProperty("spanSets")[0];
        Assert.Equal(1, set.GetProperty("matched").GetInt32());
        Assert.Equal(["service.name", "http.route"], set.GetProperty("spans")[0].GetProperty("attributes").EnumerateArray().Select(static a => a.GetProperty("key").GetString()));
        Assert.Empty((await _server.Data("/api/search?q={}&start=1&end=2")).GetProperty("traces").EnumerateArray());
    }

    [Fact]
    public async Task Names_and_values_of_attributes_are_answered_for_the_editor()
    {
        Assert.Contains("http.route", Texts((await _server.Data("/api/search/tags")).GetProperty("tagNames")));
        var scopes = (await _server.Data("/api/v2/search/tags")).GetProperty("scopes").EnumerateArray().ToDictionary(static s => s.GetProperty("name").GetString()!, static s => Texts(s.GetProperty("tags")), StringComparer.Ordinal);
        Assert.Contains("service.name", scopes["resource"]);
        Assert.Contains("http.route", scopes["span"]);
        Assert.Contains("duration", scopes["intrinsic"]);
        Assert.Equal(["shop", "store"], Texts((await _server.Data("/api/search/tag/service.name/values")).GetProperty("tagValues")));
        Assert.Equal(["/cart"], (await _server.Data("/api/v2/search/tag/span.http.route/values")).GetProperty("tagValues").EnumerateArray().Select(static v => v.GetProperty("value").GetString()));
        Assert.Equal("echo", await _server.Get("/api/echo"));
    }

    [Theory]
    [InlineData("/api/search?q={", "'q': At character 2: a field or a value is missing.", HttpStatusCode.BadRequest)]
    [InlineData("/api/search?limit=0", "'limit' is to be a number of 1 to 1000.", HttpStatusCode.BadRequest)]
    [InlineData("/api/search?start=yesterday", "'start' is to be whole seconds since 1970-01-01 UTC.", HttpStatusCode.BadRequest)]
    [InlineData("/api/search?tags=a%3Db", "'tags' is not known here; write 'q' in TraceQL.", HttpStatusCode.BadRequest)]
    [InlineData("/api/traces/xyz", "'xyz' is no trace's id: it has 1 to 32 hexadecimal digits.", HttpStatusCode.BadRequest)]
    [InlineData("/api/traces/77", "No span of trace 00000000000000000000000000000077 is held.", HttpStatusCode.NotFound)]
    [InlineData("/api/v2/search/tags?scope=moon", "'scope' is to be span, resource, event, intrinsic, or nothing.", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_answered_is_refused_with_a_sentence(string path, string sentence, HttpStatusCode status)
    {
        using var answer = await _server.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(sentence, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString());
    }

    private static Labels Origin(string service) => Labels.From(new Label("service_name", service));

    private static List<string?> Texts(JsonElement array) => [.. array.EnumerateArray().Select(static t => t.GetString())];

    private async Task<byte[]> Octets(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/protobuf"));
        using var answer = await _server.Client.SendAsync(request);
        Assert.Equal("application/protobuf", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
