using System.Diagnostics;
using System.Globalization;
using Dashboard.EndToEnd;
using Microsoft.Playwright;

namespace Dashboard.Benchmarks.Pages;

/// <summary>How long the Network overview takes in a real browser: the first time after a start, and warm.</summary>
internal static class PageLoads
{
    private const int Starts = 5;
    private const int WarmLoads = 10;

    /// <summary>Starts the program <see cref="Starts"/> times and prints the medians in milliseconds.</summary>
    public static async Task Print(TextWriter output)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        List<double> ready = [], first = [], live = [], warm = [];
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
        }
        await output.WriteLineAsync("Network overview in Chromium, ms        median     worst");
        await Line("start of the program until it is ready", ready);
        await Line("first page, link to load event", first);
        await Line("first page, link to live numbers", live);
        await Line("warm page, first contentful paint", warm);

        Task Line(string what, List<double> values)
        {
            values.Sort();
            return output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what,-40}{values[values.Count / 2],6:0}{values[^1],10:0}"));
        }
    }
}
