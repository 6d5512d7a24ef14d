using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>The page of a service whose spans, counts and lines of log come over the network, as an operator goes through it.</summary>
[Collection(nameof(Browser))]
public sealed class ServicePageTests(Browser browser) : DeskTest(browser)
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Call = "b7ad6b7169203331";
    private const string Answer = "00f067aa0ba902b7";

    [Fact]
    public async Task A_failing_service_leads_to_its_failing_trace_and_that_to_its_line_of_log()
    {
        await Page.GotoAsync(Server.Link);
        await Page.GotoAsync($"{Server.Address}/services/billing");
        await Live(Page);
        await Expect(Page.Locator("main")).ToContainTextAsync("No service called 'billing' is known");
        await SendTrace();

        await Page.GotoAsync($"{Server.Address}/services/billing");
        await Live(Page);
        var error = Page.Locator("section", new() { HasText = "What goes wrong" }).Locator("tbody tr");
        await Expect(error).ToHaveCountAsync(1);
        await Expect(error).ToContainTextAsync("CardException");
        await Expect(error).ToContainTextAsync("card <*> was refused");
        // The call itself is seen among those that took long, by its shape too.
        await Expect(Page.Locator(".heat a[data-failed] path")).ToHaveCountAsync(1);

        await error.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"/traces/{Trace}\\?span={Answer}$"));
        await Expect(Page.Locator("#chosen-title")).ToHaveTextAsync("billing POST /charge");
        await Expect(Page.Locator(".chosen")).ToContainTextAsync("It failed: card 4711 was refused");
        await Expect(Page.Locator(".rows tbody tr")).ToHaveCountAsync(2);

        await Page.Locator(".lines a", new() { HasText = "the bank said no" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"/logs\\?q=trace(%3A|:){Trace}"));
        await Expect(Page.Locator(".lines tbody tr")).ToHaveCountAsync(1);
        await Expect(Page.Locator(".lines tbody tr")).ToContainTextAsync("the bank said no");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task From_a_service_its_dependency_is_one_click_away_and_its_time_goes_along()
    {
        await Page.GotoAsync(Server.Link);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await Write(Enumerable.Range(0, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"traces_service_graph_request,client=billing,server=ledger total={i * 20} {now - ((30 - i) * 10_000)}")));

        await Page.GotoAsync($"{Server.Address}/services/billing");
        await Live(Page);
        await Page.GetByRole(AriaRole.Link, new() { Name = "15 min" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/services/billing\\?from=now-15m&to=now$"));
        var ledger = Page.Locator("section", new() { HasText = "Slowest dependencies" }).GetByRole(AriaRole.Link, new() { Name = "ledger" });
        await ledger.ClickAsync();

        await Expect(Page).ToHaveURLAsync(new Regex("/services/ledger\\?from=now-15m&to=now$"));
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("ledger");
        await Expect(Page.Locator("section", new() { HasText = "Called by" }).Locator("tbody tr")).ToContainTextAsync("billing");
        await Expect(Page.Locator("section", new() { HasText = "Slowest dependencies" })).ToContainTextAsync("It calls nobody in this time.");
        Assert.Empty(Complaints);
    }

    // A call of one service to another that fails there, and what the other one writes of it.
    private async Task SendTrace()
    {
        var start = TimeProvider.System.GetUtcNow().AddSeconds(-5).ToUnixTimeMilliseconds() * 1_000_000;
        await Post("/v1/traces", $$$"""
            {"resourceSpans":[
              {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"portal"}}]},"scopeSpans":[{"spans":[
                {"traceId":"{{{Trace}}}","spanId":"{{{Call}}}","name":"POST /charge","kind":3,"startTimeUnixNano":"{{{start}}}","endTimeUnixNano":"{{{start + 400_000_000}}}","status":{"code":2}}]}]},
              {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"billing"}}]},"scopeSpans":[{"spans":[
                {"traceId":"{{{Trace}}}","spanId":"{{{Answer}}}","parentSpanId":"{{{Call}}}","name":"POST /charge","kind":2,"startTimeUnixNano":"{{{start + 10_000_000}}}","endTimeUnixNano":"{{{start + 390_000_000}}}",
                 "status":{"code":2,"message":"card 4711 was refused"},
                 "events":[{"timeUnixNano":"{{{start + 300_000_000}}}","name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":"CardException"}}]}]}]}]}]}
            """);
        await Post("/v1/logs", $$$"""
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"billing"}}]},"scopeLogs":[{"logRecords":[
              {"timeUnixNano":"{{{start + 350_000_000}}}","severityNumber":17,"body":{"stringValue":"the bank said no"},"traceId":"{{{Trace}}}","spanId":"{{{Answer}}}"}]}]}]}
            """);
    }

    private async Task Post(string path, string body)
    {
        var answer = await Window.APIRequest.PostAsync(Server.Address + path, new() { DataString = body, Headers = [new("Content-Type", "application/json")] });
        Assert.True(answer.Ok, await answer.TextAsync());
    }
}
