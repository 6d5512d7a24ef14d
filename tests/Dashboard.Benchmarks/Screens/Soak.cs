using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Dashboard.Benchmarks.Screens;

/// <summary>
/// A wall with twelve live widgets for a long time. Four times a second it is fed what an hour of a sample a minute would bring,
/// so that twenty minutes bring what 200 days would. Memory may not grow by more than a tenth.
/// </summary>
internal static class Soak
{
    private const int UsualMinutes = 20;
    private const int SamplesAnHour = 60;
    private const double MayGrow = 1.10;

    // Code is compiled, caches fill and series grow to their range before anything is compared.
    private const double Warmth = 0.3;

    /// <summary>Whether memory stayed flat.</summary>
    public static async Task<bool> Run(string[] arguments, TextWriter output)
    {
        var minutes = arguments is [var text, ..] ? double.Parse(text, CultureInfo.InvariantCulture) : UsualMinutes;
        await using var server = await ScreenServer.Start(ScreenDashboards.Twelve);
        using var stop = new CancellationTokenSource();
        var feeding = ScreenTable.Feed(server, stop.Token, TimeSpan.FromMilliseconds(250), SamplesAnHour);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await ScreenTable.Launch(playwright);
        await using var window = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 } });
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(server.Address, "/wall/twelve?ticker=1").AbsoluteUri);
        await page.Locator("html[data-connection=live]").WaitForAsync();
        // A reload would begin with an empty heap and hide what grew.
        await page.EvaluateAsync("window.loadedOnce = true");

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Wall with 12 live widgets for {minutes} min, fed every 250 ms with {SamplesAnHour} samples of each series"));
        await output.WriteLineAsync("   min  browser MB  elements  server heap MB  samples MB");
        var browserHeap = new List<double>();
        var serverHeap = new List<double>();
        var watch = Stopwatch.StartNew();
        var step = TimeSpan.FromMinutes(minutes / 20);
        for (var i = 1; i <= 20; i++)
        {
            await Task.Delay(step, TimeProvider.System);
            var drawn = await page.EvaluateAsync<double[]>("() => { gc(); return [performance.memory.usedJSHeapSize, document.querySelectorAll('*').length, window.loadedOnce ? 1 : 0]; }");
            if (drawn[2] == 0)
            {
                await output.WriteLineAsync("The wall reloaded itself meanwhile.");
                return false;
            }
            // Samples are kept on purpose and lie beside the heap.
            var (heap, samples) = (await server.Heap(), await server.Metric("noc_cache_bytes"));
            browserHeap.Add(drawn[0]);
            serverHeap.Add(heap);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{watch.Elapsed.TotalMinutes,6:0.0}{drawn[0] / 1e6,12:0.00}{drawn[1],10:0}{heap / 1e6,16:0.00}{samples / 1e6,12:0.00}"));
        }
        await stop.CancelAsync();
        await feeding;
        var flat = await Flat("browser", browserHeap, output) & await Flat("server", serverHeap, output);
        await output.WriteLineAsync(flat ? "Flat." : "NOT FLAT");
        return flat;
    }

    private static async Task<bool> Flat(string what, List<double> heap, TextWriter output)
    {
        var warm = heap.Skip((int)(heap.Count * Warmth)).ToList();
        var (first, last) = (Median(warm.Take(warm.Count / 3)), Median(warm.TakeLast(warm.Count / 3)));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what}: {first / 1e6:0.00} MB at first, {last / 1e6:0.00} MB at last, {(last / first - 1) * 100:+0.0;-0.0} %"));
        return last <= first * MayGrow;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
