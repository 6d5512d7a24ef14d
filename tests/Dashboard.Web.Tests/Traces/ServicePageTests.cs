using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Domain.Tracing;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Traces;

/// <summary>The page of a service as the server draws it first, over series and spans whose numbers are known.</summary>
public sealed partial class ServicePageTests : IDisposable
{
    private const long Ms = 1_000_000;
    private const long Minute = 60_000;
    private const long Day = 86_400_000;

    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly RunningDashboard _server;

    public ServicePageTests() => _server = Server();

    private TimeSeriesCache Cache => _server.Services.GetRequiredService<TimeSeriesCache>();

    private SpanStore Spans => _server.Services.GetRequiredService<SpanStore>();

    [Fact]
    public async Task Figures_stand_beside_those_of_a_day_before_with_their_severity()
    {
        // 10 calls a second, one of them failing; yesterday 8, of which 2 in 100 failed. All of them took 512 ms to 1.02 s, and half of that yesterday.
        Calls("pay", 7.84, 0.16, Day);
        Calls("pay", 9, 1, 0);
        Buckets("pay", 8, "0.512", Day);
        Buckets("pay", 10, "1.02", 0);

        var page = await Text(_server.Browser(), "/services/billing");

        Assert.Matches("<dt>Rate</dt><dd><b class=\"value\">10.0 /s</b><span>25 % more than a day before \\(8.00 /s\\)", page);
        Assert.Matches("<div data-severity=\"major\"><dt>Errors</dt><dd><b class=\"value\"><svg[^>]*aria-label=\"major\".*?</svg>10.0 %</b><span>8.0 points more than a day before \\(2.00 %\\)", page);
        Assert.Matches("<div data-severity=\"minor\"><dt>p95</dt><dd><b class=\"value\"><svg[^>]*aria-label=\"minor\".*?</svg>995 ms</b><span>99 % slower than a day before \\(499 ms\\)", page);
        Assert.Contains("<dt>p50</dt><dd><b class=\"value\">766 ms</b>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>p99</dt><dd><b class=\"value\">1.01 s</b>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_known_of_the_day_before_that_is_said()
    {
        Calls("pay", 10, 0, 0);
        Buckets("pay", 10, "0.016", 0);

        var page = await Text(_server.Browser(), "/services/billing");

        Assert.Contains("<b class=\"value\">10.0 /s</b><span>no data a day before</span>", page, StringComparison.Ordinal);
        Assert.Contains("<td data-label=\"± calls\" class=\"n change\">no data</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("0.00", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_are_listed_worst_first_with_their_change_and_lead_to_their_traces()
    {
        Calls("ok & quick", 50, 0, 0);
        Buckets("ok & quick", 50, "0.016", 0);
        Calls("slow", 1, 0, Day);
        Buckets("slow", 1, "2.05", Day);
        Calls("slow", 1, 0, 0);
        Buckets("slow", 1, "1.02", 0);
        Calls("failing", 20, 0, Day);
        Calls("failing", 9, 1, 0);
        Buckets("failing", 10, "0.016", 0);

        var page = await Text(_server.Browser(), "/services/billing?from=now-15m&to=now");

        Assert.Equal(["failing", "slow", "ok &amp; quick"], RowHead().Matches(Part(page, "operations-title")).Select(static m => m.Groups[1].Value));
        var rows = Part(page, "operations-title").Split("<tr>")[2..];
        Assert.Contains("<td data-label=\"± calls\" class=\"n change\">−50 %</td>", rows[0], StringComparison.Ordinal);
        Assert.Contains("10.0 %", rows[0], StringComparison.Ordinal);
        Assert.Contains("aria-label=\"major\"", rows[0], StringComparison.Ordinal);
        Assert.Contains("<td data-label=\"± errors\" class=\"n change\">+10 pt</td>", rows[0], StringComparison.Ordinal);
        Assert.Contains("995 ms", rows[1], StringComparison.Ordinal);
        Assert.Contains("<td data-label=\"± p95\" class=\"n change\">−50 %</td>", rows[1], StringComparison.Ordinal);
        Assert.Contains("<td data-label=\"± errors\" class=\"n change\">same</td>", rows[1], StringComparison.Ordinal);
        Assert.Contains("name%20%3D%20%22failing%22", rows[0], StringComparison.Ordinal);
        Assert.Contains("from=now-15m", rows[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_operations_the_worst_fifty_are_shown_and_the_others_counted()
    {
        for (var i = 0; i < 53; i++)
            Calls($"op {i}", 1, i == 52 ? 1 : 0, 0);

        var page = await Text(_server.Browser(), "/services/billing");

        Assert.Equal(50, RowHead().Count(Part(page, "operations-title")));
        Assert.Equal("op 52", RowHead().Match(Part(page, "operations-title")).Groups[1].Value);
        Assert.Contains("3 more operations", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_heatmap_has_its_counts_and_slow_and_failing_spans_lead_to_their_traces()
    {
        Calls("pay", 10, 0, 0);
        Buckets("pay", 10, "0.016", 0);
        Spans.Add([
            Span(1, "billing", "pay", 2500, -10 * Minute),
            Span(2, "billing", "pay", 12, (-20 * Minute) + 1000) with { Status = SpanStatus.Error },
            Span(3, "billing", "query", 9000, -10 * Minute) with { Direction = SpanKind.Client },
            Span(4, "portal", "GET /", 9000, -10 * Minute),
            // In one place one is enough.
            Span(5, "billing", "pay", 12, -20 * Minute) with { Status = SpanStatus.Error },
        ]);

        var page = await Text(_server.Browser(), "/services/billing");
        var heat = Part(page, "heat-title");

        // 60 columns of a minute; the first has no count before it.
        Assert.InRange(Regex.Count(heat, "data-strength=\"8\""), 58, 60);
        Assert.Contains(", ≤ 16 ms: 600 calls</title>", heat, StringComparison.Ordinal);
        Assert.Matches($"<a href=\"/traces/{new TraceId(1, 1)}\\?span={new SpanId(1)}\"[^>]*><title>pay: 2.50 s</title><svg[^>]*><circle", heat);
        Assert.Matches($"<a href=\"/traces/{new TraceId(1, 2)}\\?span={new SpanId(1)}\"[^>]*data-failed=\"true\"><title>pay: 12.0 ms, failed</title><svg[^>]*><path", heat);
        Assert.Single(Regex.Matches(heat, "data-failed=\"true\"><title>"));
        Assert.DoesNotContain($"{new TraceId(1, 3)}", heat, StringComparison.Ordinal);
        Assert.DoesNotContain($"{new TraceId(1, 4)}", heat, StringComparison.Ordinal);
        Assert.Matches("<td>≤ 16 ms</td><td>3\\d,\\d{3} calls</td>", heat);
        Assert.Matches($"<span>Slowest:</span>\\s*<a href=\"/traces/{new TraceId(1, 1)}\\?span=[^>]*>2.50 s <b>pay</b>", heat);
        // What the head leads to holds the slowest ones.
        Assert.Contains("duration%20%3E%3D%2012ms", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_it_waits_for_and_who_calls_it_are_told_apart_and_services_lead_to_their_pages()
    {
        Calls("pay", 1, 0, 0);
        Edge("billing", "ledger", "", 5, 0, "0.1");
        Edge("billing", "accounts", "database", 5, 0.2, "1.6");
        Edge("billing", "bank.example", "virtual_node", 1, 0, "0.1");
        Edge("billing", "orders", "messaging_system", 1, 0, "0.005");
        Edge("portal", "billing", "", 4, 1, "0.4", side: "server");
        Edge("user", "billing", "virtual_node", 9, 0, "0.4", side: "server");
        Edge("portal", "catalogue", "", 1, 0, "0.1");

        var page = await Text(_server.Browser(), "/services/billing?from=now-15m&to=now");

        var called = Part(page, "dependencies");
        Assert.Matches("accounts</th>.*>database<.*>5.00 /s<.*aria-label=\"minor\".*4.00 %.*aria-label=\"minor\".*1.56 s.*ledger", called);
        Assert.Contains("<a href=\"/services/ledger?from=now-15m&amp;to=now\">ledger</a>", called, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/services/accounts", called, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/services/bank", called, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/services/orders", called, StringComparison.Ordinal);
        Assert.Contains(">external<", called, StringComparison.Ordinal);
        Assert.Contains(">queue<", called, StringComparison.Ordinal);
        Assert.DoesNotContain("catalogue", called, StringComparison.Ordinal);
        var callers = Part(page, "callers");
        Assert.Matches("user</th>.*>users<.*href=\"/services/portal\\?", callers);
        Assert.Matches("portal</a></th>.*aria-label=\"major\".*25.0 %", callers);
        Assert.DoesNotContain("href=\"/services/user", callers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_wrong_is_grouped_and_leads_to_a_trace()
    {
        Spans.Add([.. Enumerable.Range(1, 4).Select(i => Span((ulong)i, "billing", "charge", 20, -i * Minute) with { Status = SpanStatus.Error, StatusMessage = $"card {i}000 <refused>", Attributes = Attributes(("error.type", "CardException")) }),
            Span(9, "billing", "charge", 20, -Minute),
            Span(10, "billing", "charge", 20, -90 * Minute) with { Status = SpanStatus.Error, StatusMessage = "of an earlier time" },
        ]);

        var errors = Part(await Text(_server.Browser(), "/services/billing"), "errors-title");

        Assert.Contains("4 failing spans", errors, StringComparison.Ordinal);
        Assert.Matches("class=\"n\">4</td>\\s*<th scope=\"row\">charge</th>\\s*<td data-label=\"Kind\">CardException</td>\\s*<td data-label=\"Message\" class=\"message\">card &lt;\\*&gt; &lt;refused&gt;</td>", errors);
        Assert.Contains("class=\"time\">03-02 11:56:00</td>", errors, StringComparison.Ordinal);
        Assert.Contains("class=\"time\">03-02 11:59:00</td>", errors, StringComparison.Ordinal);
        Assert.Matches($"href=\"/traces/{new TraceId(1, 1).ToString()[..16]}[0-9a-f]{{15}}[1-4]\\?span={new SpanId(1)}\"", errors);
        Assert.DoesNotContain("of an earlier time", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("data-more", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_failing_spans_than_are_looked_at_are_not_passed_over_in_silence()
    {
        Spans.Add([.. Enumerable.Range(1, 12).Select(i => Span(1, "billing", "charge", 20, -Minute) with { SpanId = new SpanId((ulong)i), Status = SpanStatus.Error })]);

        var errors = Part(await Text(_server.Browser(), "/services/billing"), "errors-title");

        Assert.Contains("10 failing spans", errors, StringComparison.Ordinal);
        Assert.Contains("data-more", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spans_that_are_not_counted_yet_are_no_zeros()
    {
        Spans.Add([Span(1, "billing", "charge", 20, -Minute)]);

        var page = await Text(_server.Browser(), "/services/billing");

        Assert.Contains("they are not counted yet", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Rate</dt><dd><b class=\"value\">–</b>", page, StringComparison.Ordinal);
        Assert.Contains("No series says how many calls took how long; single calls are shown.", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/traces/{new TraceId(1, 1)}?span=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_answers_nobody_says_so()
    {
        Spans.Add([Span(1, "billing", "nightly", 20, -Minute) with { Direction = SpanKind.Internal }]);

        Assert.Contains("It answers no calls in this time", await Text(_server.Browser(), "/services/billing"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_known_and_a_time_without_it_are_told_apart()
    {
        Spans.Add([Span(1, "billing", "charge", 20, -3 * 60 * Minute)]);
        Cache.Append(Cache.Resolve("test", Labels.Of("traces_spanmetrics_calls_total", ("service", "retired"))), _clock.NowMs - Day, 1);
        var browser = _server.Browser();

        Assert.Contains("No service called &#x27;none&#x27; is known", await Text(browser, "/services/none"), StringComparison.Ordinal);
        Assert.Contains("Nothing came of &#x27;billing&#x27; in this time", await Text(browser, "/services/billing"), StringComparison.Ordinal);
        Assert.Contains("Nothing came of &#x27;retired&#x27; in this time", await Text(browser, "/services/retired"), StringComparison.Ordinal);
        Assert.Contains("What goes wrong", await Text(browser, "/services/billing?from=now-6h&to=now"), StringComparison.Ordinal);
        Assert.Contains("role=\"alert\">The time cannot be read", await Text(browser, "/services/billing?from=yesterday"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_fails_says_why_and_leaves_the_others_alone()
    {
        using var small = Server(("Noc:Query:MaxSamples", "1000"));
        var cache = small.Services.GetRequiredService<TimeSeriesCache>();
        // One with more samples in six hours than a query may hold, and one with fewer.
        for (var ago = 360 * Minute; ago >= 0; ago -= 10_000)
            cache.Append(cache.Resolve("test", Labels.Of("traces_spanmetrics_calls_total", ("service", "billing"), ("span_name", "pay"), ("span_kind", "SPAN_KIND_SERVER"))), _clock.NowMs - ago, -ago);
        Count(cache, 5, 0, "traces_service_graph_request_total", ("client", "billing"), ("server", "ledger"), ("connection_type", ""));
        small.Services.GetRequiredService<SpanStore>().Add([Span(1, "billing", "charge", 20, -Minute) with { Status = SpanStatus.Error, StatusMessage = "no money" }]);

        var page = await Text(small.Browser(), "/services/billing?from=now-6h&to=now");

        Assert.Matches("role=\"alert\">This could not be computed: .*too many samples", Part(page, "figures-title"));
        Assert.Contains("role=\"alert\"", Part(page, "operations-title"), StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"alert\"", Part(page, "heat-title"), StringComparison.Ordinal);
        Assert.Contains("href=\"/services/ledger", Part(page, "dependencies"), StringComparison.Ordinal);
        Assert.Contains("no money", Part(page, "errors-title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_any_characters_is_found_and_its_head_leads_on()
    {
        const string Name = "pay/eu \"1\" & ü";
        Count(Cache, 10, 0, "traces_spanmetrics_calls_total", ("service", Name), ("span_name", "x"), ("span_kind", "SPAN_KIND_CONSUMER"), ("status_code", "STATUS_CODE_UNSET"));
        Spans.Add([Span(1, Name, "charge", 20, -Minute)]);
        var browser = _server.Browser();

        var page = await Text(browser, new Web.Tracing.ServiceAddress(Name).Link());

        Assert.Contains("<h1>pay/eu &quot;1&quot; &amp; &#xFC;</h1>", page, StringComparison.Ordinal);
        Assert.Contains(">10.0 /s<", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/d/traces-services\"", page, StringComparison.Ordinal);
        var links = HeadLink().Matches(Regex.Match(page, "<nav class=\"links\".*?</nav>").Value).Select(static m => WebUtility.HtmlDecode(m.Groups[1].Value)).ToList();
        Assert.Contains("status%20%3D%20error", links[0], StringComparison.Ordinal);
        Assert.Contains("duration%20%3E%3D%2020ms", links[1], StringComparison.Ordinal);
        Assert.StartsWith("/logs?q=service", links[2], StringComparison.Ordinal);
        Assert.Contains("charge", await Text(browser, links[1]), StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"alert\"", await Text(browser, links[2]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_of_traces_lead_to_their_pages()
    {
        Spans.Add([Span(1, "billing", "charge", 20, -Minute)]);
        var browser = _server.Browser();

        Assert.Contains("<a href=\"/services/billing?from=now-6h&amp;to=now\">billing</a>", await Text(browser, "/traces?from=now-6h&to=now"), StringComparison.Ordinal);
        Assert.Contains("href=\"/services/billing\"", await Text(browser, $"/traces/{new TraceId(1, 1)}"), StringComparison.Ordinal);
    }

    public void Dispose() => _server.Dispose();

    // Its own traces would be among them; and nobody signs in, since a cookie's time is another than the test's.
    private RunningDashboard Server(params ReadOnlySpan<(string Key, string Value)> settings) =>
        new(clock: _clock, settings: [("Noc:Sources:Self:TracesPerSecond", "0"), ("Noc:Auth:Mode", "Open"), ("urls", "http://127.0.0.1:0"), .. settings]);

    private static async Task<string> Text(Browser browser, string path)
    {
        using var answer = await browser.Get(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        // Without the marks that tie elements to their component's styles, on one line, and with signs as they are read.
        return LineBreak().Replace(StyleMark().Replace(await answer.Content.ReadAsStringAsync(), ""), " ")
            .Replace("&#xB1;", "±", StringComparison.Ordinal).Replace("&#x2212;", "−", StringComparison.Ordinal).Replace("&#x2013;", "–", StringComparison.Ordinal).Replace("&#x2B;", "+", StringComparison.Ordinal);
    }

    /// <summary>The section whose heading has an id.</summary>
    private static string Part(string page, string heading)
    {
        var at = page.IndexOf($"aria-labelledby=\"{heading}\"", StringComparison.Ordinal);
        Assert.True(at >= 0, page);
        return page[at..page.IndexOf("</section>", at, StringComparison.Ordinal)];
    }

    // Counters as they are read every ten seconds, over two hours that end a while ago.
    private void Calls(string operation, double perSecond, double failing, long ago)
    {
        Count(Cache, perSecond, ago, "traces_spanmetrics_calls_total", ("service", "billing"), ("span_name", operation), ("span_kind", "SPAN_KIND_SERVER"), ("status_code", "STATUS_CODE_UNSET"));
        if (failing > 0)
            Count(Cache, failing, ago, "traces_spanmetrics_calls_total", ("service", "billing"), ("span_name", operation), ("span_kind", "SPAN_KIND_SERVER"), ("status_code", "STATUS_CODE_ERROR"));
        // What it asks others is not what it answers.
        Count(Cache, 1000, ago, "traces_spanmetrics_calls_total", ("service", "billing"), ("span_name", operation), ("span_kind", "SPAN_KIND_CLIENT"), ("status_code", "STATUS_CODE_ERROR"));
    }

    // All calls in one bucket.
    private void Buckets(string operation, double perSecond, string bound, long ago)
    {
        foreach (var le in new[] { "0.008", "0.016", "0.256", "0.512", "1.02", "2.05", "+Inf" })
            Count(Cache, Number(le) >= Number(bound) ? perSecond : 0, ago, "traces_spanmetrics_latency_bucket", ("service", "billing"), ("span_name", operation), ("span_kind", "SPAN_KIND_SERVER"), ("status_code", "STATUS_CODE_UNSET"), ("le", le));
    }

    private void Edge(string client, string server, string way, double perSecond, double failing, string bound, string side = "client")
    {
        Count(Cache, perSecond, 0, "traces_service_graph_request_total", ("client", client), ("server", server), ("connection_type", way));
        Count(Cache, failing, 0, "traces_service_graph_request_failed_total", ("client", client), ("server", server), ("connection_type", way));
        foreach (var le in new[] { "0.005", "0.1", "0.4", "0.8", "1.6", "+Inf" })
            Count(Cache, Number(le) >= Number(bound) ? perSecond : 0, 0, $"traces_service_graph_request_{side}_seconds_bucket", ("client", client), ("server", server), ("connection_type", way), ("le", le));
    }

    private static double Number(string bound) => bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture);

    private void Count(TimeSeriesCache cache, double perSecond, long ago, string metric, params ReadOnlySpan<(string, string)> labels)
    {
        var series = cache.Resolve("test", Labels.Of(metric, labels));
        for (var at = _clock.NowMs - ago - (65 * Minute); at <= _clock.NowMs - ago; at += 10_000)
            cache.Append(series, at, perSecond * (at % (10 * Day)) / 1000);
    }

    private SpanRecord Span(ulong trace, string service, string operation, long duration, long ago) => new(
        new TraceId(1, trace), new SpanId(1), default, Labels.From(new Label(SpanRecord.ServiceLabel, service)), operation, SpanKind.Server, (_clock.NowMs + ago) * Ms, duration * Ms, SpanStatus.Ok);

    private static AttributeList Attributes(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var builder = new AttributeList.Builder();
        foreach (var (name, value) in attributes)
            builder.Add(name, value);
        return builder.Build();
    }

    [GeneratedRegex(" b-[a-z0-9]{10}(?=[ >])")]
    private static partial Regex StyleMark();

    [GeneratedRegex("\\s*\\n\\s*")]
    private static partial Regex LineBreak();

    [GeneratedRegex("<th scope=\"row\"><a [^>]*>([^<]*)</a>")]
    private static partial Regex RowHead();

    [GeneratedRegex("<a href=\"([^\"]*)\"")]
    private static partial Regex HeadLink();
}
