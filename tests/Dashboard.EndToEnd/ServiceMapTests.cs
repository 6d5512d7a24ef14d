using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>The service map of a server that OpenTelemetry spans and logs are sent to.</summary>
[Collection(nameof(Browser))]
public sealed class ServiceMapTests(Browser browser) : DeskTest(browser)
{
    private const string Trace = "5b8efff798038103d269b633813fc60c";

    [Fact]
    public async Task From_a_failing_edge_to_the_failing_trace_to_its_line_of_log_takes_three_clicks()
    {
        await Page.GotoAsync(Server.Link);
        await Page.GotoAsync($"{Server.Address}/d/traces-services");
        // Rates need two readings of the counters: calls go on until the edge is there.
        var edge = Page.Locator(".map a:has(.edge[data-severity=major])");
        for (var call = 0; await edge.CountAsync() == 0; call++)
        {
            Assert.True(call < 120, "The failing edge never came.");
            await Send(call);
            await Page.WaitForTimeoutAsync(500);
        }

        await ClickLine(edge.First);
        await Expect(Page).ToHaveURLAsync(new Regex("/traces\\?"));
        await Page.Locator($"main a[href*='{Trace}']").First.ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"/traces/{Trace}"));
        await Expect(Page.Locator("main")).ToContainTextAsync("charge card");
        await Page.Locator("main a", new() { HasText = "card declined" }).First.ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/logs\\?"));
        await Expect(Page.Locator(".lines tbody tr", new() { HasText = "card declined" })).ToHaveCountAsync(1);
        Assert.Empty(Complaints);
    }

    // A line is thin: it is met in its middle.
    private async Task ClickLine(ILocator edge)
    {
        var at = await edge.EvaluateAsync<float[]>("""
            link => {
              const path = link.querySelector('path');
              const point = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
              return [point.x, point.y];
            }
            """);
        await Page.Mouse.ClickAsync(at[0], at[1]);
    }

    // The first call is one trace whose second half fails, with a line of log; the others only make the numbers.
    private async Task Send(int call)
    {
        var trace = call == 0 ? Trace : $"{call:x32}";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        await Post("traces", $$$"""
            {"resourceSpans":[
              {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[
                {"traceId":"{{{trace}}}","spanId":"00000000000000a1","name":"buy","kind":3,"startTimeUnixNano":"{{{now - 20_000_000}}}","endTimeUnixNano":"{{{now}}}","status":{"code":2}}]}]},
              {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"payment"}}]},"scopeSpans":[{"spans":[
                {"traceId":"{{{trace}}}","spanId":"00000000000000b1","parentSpanId":"00000000000000a1","name":"charge card","kind":2,"startTimeUnixNano":"{{{now - 15_000_000}}}","endTimeUnixNano":"{{{now - 5_000_000}}}","status":{"code":2,"message":"declined"}}]}]}]}
            """);
        if (call > 0)
            return;
        await Post("logs", $$$"""
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"payment"}}]},"scopeLogs":[{"logRecords":[
              {"timeUnixNano":"{{{now - 6_000_000}}}","severityNumber":17,"severityText":"ERROR","body":{"stringValue":"card declined by the bank"},"traceId":"{{{trace}}}","spanId":"00000000000000b1"}]}]}]}
            """);
    }

    private async Task Post(string signal, string body)
    {
        var answer = await Window.APIRequest.PostAsync($"{Server.Address}/v1/{signal}", new() { DataString = body, Headers = [new("Content-Type", "application/json")] });
        Assert.True(answer.Ok, await answer.TextAsync());
    }
}
