using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

/// <summary>The ways in of traces at the web server's port, and what the running program tells of itself.</summary>
public sealed class SpanDoorTests : IDisposable
{
    private readonly RunningDashboard _server = new(settings: [("Noc:Auth:Mode", "Open"), ("urls", "http://127.0.0.1:0")]);
    private readonly HttpClient _http = new();

    private static long Nano => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;

    [Fact]
    public async Task Each_way_takes_its_messages_and_refuses_others()
    {
        var span = $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","startTimeUnixNano":"{{Nano}}"}]}]}]}""";
        var log = $$$"""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"{{{Nano}}}","body":{"stringValue":"a line by OTLP"}}]}]}]}""";
        var metric = $$$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"otlp.gauge","gauge":{"dataPoints":[{"timeUnixNano":"{{{Nano}}}","asInt":"7"}]}}]}]}]}""";
        var zipkin = $$"""[{"traceId":"1","id":"2","timestamp":{{Nano / 1000}}}]""";

        Assert.Equal((HttpStatusCode.OK, "{}"), await Post("/v1/traces", span, "application/json"));
        Assert.Equal((HttpStatusCode.OK, "{}"), await Post("/v1/logs", log, "application/json"));
        Assert.Equal((HttpStatusCode.OK, "{}"), await Post("/v1/metrics", metric, "application/json"));
        Assert.Equal((HttpStatusCode.Accepted, ""), await Post("/api/v2/spans", zipkin, "application/json"));
        Assert.Equal((HttpStatusCode.BadRequest, "the body is no list of spans\n"), await Post("/api/v2/spans", "{}", "application/json"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Post("/api/v2/spans", "x", "text/plain")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/api/traces", "x", "application/x-thrift")).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Post("/api/traces", "{}", "application/json")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/v1/traces", "{", "application/json")).Status);
        Assert.Contains("\"value\":[", await _http.GetStringAsync(new Uri(_server.Address, "/api/v1/query?query=otlp_gauge")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_seen_among_the_programs_own_traces()
    {
        var spans = _server.Services.GetRequiredService<SpanStore>();

        await Post("/v1/traces", "{}", "application/json");
        // Servers of one process hear each other's requests, and of many in a second only some are kept.
        await VesListener.Until(async () =>
        {
            await _http.GetStringAsync(new Uri(_server.Address, "/healthz"));
            return spans.Operations("noc-dashboard").Contains("GET /healthz");
        });
        Assert.DoesNotContain("POST /v1/traces", spans.Operations("noc-dashboard"));
    }

    [Fact]
    public async Task Spans_of_all_ways_are_put_together_to_one_trace()
    {
        await Post("/v1/traces",
            $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000abc","spanId":"0000000000000001","name":"by OTLP","startTimeUnixNano":"{{Nano}}"}]}]}]}""", "application/json");
        await Post("/api/v2/spans", $$"""[{"traceId":"abc","id":"2","parentId":"1","name":"by Zipkin","timestamp":{{Nano / 1000}}}]""", "application/json");
        var spans = _server.Services.GetRequiredService<SpanStore>();

        await VesListener.Until(() => Task.FromResult(spans.Trace(new TraceId(0, 0xabc)).Count == 2));

        Assert.Equal(["by OTLP", "by Zipkin"], spans.Trace(new TraceId(0, 0xabc)).Select(s => s.Operation).Order());
    }

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
    }

    private async Task<(HttpStatusCode Status, string Answer)> Post(string path, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        using var answer = await _http.PostAsync(new Uri(_server.Address, path), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
