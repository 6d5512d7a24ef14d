using System.Diagnostics;
using System.Globalization;
using Dashboard.EndToEnd;
using Microsoft.Playwright;

namespace Dashboard.Benchmarks.Pages;

/// <summary>How long pages take in a real browser: the Network overview the first time after a start and warm, and a trace of many spans.</summary>
internal static class PageLoads
{
    private const int Starts = 5;
    private const int WarmLoads = 10;
    private const int Spans = 10_000;
    private const int SpansAMessage = 1000;
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    /// <summary>Starts the program <see cref="Starts"/> times and prints the medians in milliseconds.</summary>
    public static async Task Print(TextWriter output)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        List<double> ready = [], first = [], live = [], warm = [], traceShown = [], traceUsable = [];
        for (var start = 0; start < Starts; start++)
        {
            await using var server = new Server();
            var clock = Stopwatch.StartNew();
            await server.Start();
            ready.Add(clock.Elapsed.TotalMilliseconds);
            await using var window = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 } });
            var page = await window.NewPageAsync();
            clock.Restart();
            await page.GotoAsync(server.Link);
            first.Add(clock.Elapsed.TotalMilliseconds);
            await page.Locator("html[data-connection=live]").WaitForAsync();
            live.Add(clock.Elapsed.TotalMilliseconds);
            for (var load = 0; load < WarmLoads; load++)
            {
                await page.GotoAsync(server.Address);
                await page.WaitForFunctionAsync("performance.getEntriesByName('first-contentful-paint').length > 0");
                warm.Add(await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            }
            await SendTrace(window, server.Address);
            for (var load = 0; load <= WarmLoads; load++)
            {
                clock.Restart();
                await page.GotoAsync($"{server.Address}/traces/{Trace}", new() { WaitUntil = WaitUntilState.Commit });
                await page.Locator("td.bar").Nth(20).WaitForAsync();
                var shown = clock.Elapsed.TotalMilliseconds;
                await page.Locator("main > .body:enabled").WaitForAsync(new() { State = WaitForSelectorState.Attached });
                // The first was before the page's code had run often enough to be quick.
                if (load == 0)
                    continue;
                traceShown.Add(shown);
                traceUsable.Add(clock.Elapsed.TotalMilliseconds);
            }
        }
        await output.WriteLineAsync("Network overview in Chromium, ms        median     worst");
        await Line("start of the program until it is ready", ready);
        await Line("first page, link to load event", first);
        await Line("first page, link to live numbers", live);
        await Line("warm page, first contentful paint", warm);
        await output.WriteLineAsync($"A trace of {Spans} spans, ms");
        await Line("click to timeline", traceShown);
        await Line("click to a page that listens", traceUsable);

        Task Line(string what, List<double> values)
        {
            values.Sort();
            return output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what,-40}{values[values.Count / 2],6:0}{values[^1],10:0}"));
        }
    }

    // A tree: each span but the first is caused by one before it.
    private static async Task SendTrace(IBrowserContext window, string address)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;
        for (var from = 0; from < Spans; from += SpansAMessage)
        {
            var spans = Enumerable.Range(from, SpansAMessage).Select(i => $$"""
                {"traceId":"{{Trace}}","spanId":"{{i + 1:x16}}","parentSpanId":"{{(i == 0 ? "" : $"{((i - 1) / 4) + 1:x16}")}}","name":"step {{i % 40}}","kind":{{1 + (i % 3)}},"startTimeUnixNano":"{{now + (i / 10)}}000000",
                "endTimeUnixNano":"{{now + 1100 - (i / 20)}}000000","attributes":[{"key":"step","value":{"intValue":"{{i}}"} }],"status":{"code":{{(i % 997 == 996 ? 2 : 0)}}} }
                """);
            var body = $$$"""{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"service-{{{from / SpansAMessage}}}"}}]},"scopeSpans":[{"spans":[{{{string.Join(',', spans)}}}]}]}]}""";
            var answer = await window.APIRequest.PostAsync($"{address}/v1/traces", new() { DataString = body, Headers = [new("Content-Type", "application/json")] });
            if (!answer.Ok)
                throw new InvalidOperationException(await answer.TextAsync());
        }
    }
}
