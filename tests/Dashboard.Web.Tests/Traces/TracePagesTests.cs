using System.Net;
using System.Text.RegularExpressions;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Ingest.Storage.Sqlite.Logs;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Traces;

/// <summary>The pages of traces as the server draws them first.</summary>
public sealed partial class TracePagesTests : IDisposable
{
    private const long Ms = 1_000_000;

    // Its own traces would be among them.
    private readonly RunningDashboard _server = new(settings: [("Noc:Sources:Self:TracesPerSecond", "0")]);
    private readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * Ms;

    private SpanStore Spans => _server.Services.GetRequiredService<SpanStore>();

    [Fact]
    public async Task Traces_are_listed_with_what_they_began_with_and_what_failed()
    {
        Spans.Add([Span(7, 1, 0, "portal", "GET /bill", 100), Span(7, 2, 1, "billing", "charge", 50) with { Status = SpanStatus.Error, StatusMessage = "no <money> left" }]);
        var browser = await _server.Administrator();

        var all = await Text(browser, "/traces");
        Assert.Contains($"href=\"/traces/{new TraceId(1, 7)}\">portal <b>GET /bill</b>", all, StringComparison.Ordinal);
        Assert.Contains("2 spans of 2 services held", all, StringComparison.Ordinal);

        Assert.Contains("GET /bill</b>", await Text(browser, "/traces?q=" + Uri.EscapeDataString("{ resource.service.name = \"billing\" && status = error }")), StringComparison.Ordinal);
        Assert.Contains("No trace of this time is what the search wants", await Text(browser, "/traces?q=" + Uri.EscapeDataString("{ duration > 1h }")), StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", await Text(browser, "/traces?q=" + Uri.EscapeDataString("{ duration > ")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_opens_at_what_failed_with_its_attributes_and_its_lines_of_log()
    {
        Spans.Add([Span(8, 1, 0, "portal", "GET /bill", 100), Span(8, 2, 1, "billing", "charge", 50) with { Status = SpanStatus.Timeout, StatusMessage = "no <money> left", Attributes = Attributes(("card.kind", "gold")) }]);
        _server.Services.GetRequiredService<LogArchive>().Append([
            new LogRecord(_now / Ms, Labels.From(new Label("service_name", "billing")), LogSeverity.FromSyslog(3), "card was refused") { TraceId = new TraceId(1, 8), SpanId = new SpanId(2) },
            new LogRecord(_now / Ms, Labels.From(new Label("service_name", "billing")), LogSeverity.FromSyslog(3), "of another trace") { TraceId = new TraceId(1, 9) },
        ]);
        var browser = await _server.Administrator();

        var page = await Text(browser, $"/traces/{new TraceId(1, 8)}");

        Assert.Contains("It timed out: no &lt;money&gt; left", page, StringComparison.Ordinal);
        Assert.Contains("<dt>card.kind</dt><dd>gold</dd>", page, StringComparison.Ordinal);
        Assert.Contains("card was refused", page, StringComparison.Ordinal);
        Assert.DoesNotContain("of another trace", page, StringComparison.Ordinal);
        Assert.Contains("class=\"critical\"", page, StringComparison.Ordinal);

        Assert.Contains("<h2 id=\"chosen-title\">portal <b>GET /bill</b>", await Text(browser, $"/traces/{new TraceId(1, 8)}?span={new SpanId(1)}"), StringComparison.Ordinal);
        Assert.Contains("class=\"flames\"", await Text(browser, $"/traces/{new TraceId(1, 8)}?view=flames"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_is_held_against_another()
    {
        Spans.Add([Span(10, 1, 0, "portal", "GET /bill", 100), Span(11, 1, 0, "portal", "GET /bill", 900)]);
        var browser = await _server.Administrator();

        var page = await Text(browser, $"/traces/{new TraceId(1, 11)}?view=compare&with={new TraceId(1, 10)}");

        Assert.Contains("This one took 900 ms in 1 span", page, StringComparison.Ordinal);
        Assert.Contains("<td data-label=\"More here\" class=\"n\">800 ms</td>", page, StringComparison.Ordinal);
        Assert.Contains("No span of trace 99 is held", await Text(browser, $"/traces/{new TraceId(1, 11)}?view=compare&with=99"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_trace_and_what_is_not_held_are_told_apart()
    {
        var browser = await _server.Administrator();

        Assert.Contains("is no trace&#x27;s id", await Text(browser, "/traces/hello"), StringComparison.Ordinal);
        Assert.Contains("It may have been let go of", await Text(browser, $"/traces/{new TraceId(1, 77)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_trace_of_ten_thousand_spans_the_first_are_drawn_and_the_chosen_one()
    {
        Spans.Add([.. Enumerable.Range(1, 10_000).Select(i => Span(12, (ulong)i, i == 1 ? 0UL : 1, "portal", $"step {i}", i == 1 ? 20_000 : 1, i))]);
        var browser = await _server.Administrator();

        var page = await Text(browser, $"/traces/{new TraceId(1, 12)}?span={new SpanId(9000)}");

        Assert.Contains("<b>step 9000</b>", page, StringComparison.Ordinal);
        Assert.Contains("<b>step 300</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>step 301</b>", page, StringComparison.Ordinal);
        Assert.Contains("more spans", page, StringComparison.Ordinal);
    }

    public void Dispose() => _server.Dispose();

    private static async Task<string> Text(Browser browser, string path)
    {
        using var answer = await browser.Get(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        // Without the marks that tie elements to their component's styles.
        return StyleMark().Replace(await answer.Content.ReadAsStringAsync(), "");
    }

    [GeneratedRegex(" b-[a-z0-9]{10}(?=[ >])")]
    private static partial Regex StyleMark();

    private static AttributeList Attributes(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var builder = new AttributeList.Builder();
        foreach (var (name, value) in attributes)
            builder.Add(name, value);
        return builder.Build();
    }

    private SpanRecord Span(ulong trace, ulong id, ulong parent, string service, string operation, long duration, long start = 0) => new(
        new TraceId(1, trace), new SpanId(id), new SpanId(parent), Labels.From(new Label(SpanRecord.ServiceLabel, service)), operation, SpanKind.Internal, _now + (start * Ms), duration * Ms, SpanStatus.Ok);
}
