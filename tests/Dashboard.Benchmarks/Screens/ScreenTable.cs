using System.Diagnostics;
using System.Globalization;
using Dashboard.Tests.Circuits;
using Microsoft.Playwright;

namespace Dashboard.Benchmarks.Screens;

/// <summary>What live screens cost the server and the browser, and how fast a sample is on them.</summary>
internal static class ScreenTable
{
    private const int Viewers = 200;
    private const int LatencyViewers = 50;
    private const int Probes = 60;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Warmth = TimeSpan.FromSeconds(30);

    /// <summary>Starts the program and prints each figure beside its gate.</summary>
    /// <param name="parts">Of <c>viewers</c>, <c>latency</c> and <c>drawing</c> those that are measured; all where none is named.</param>
    /// <param name="output">Where the table goes.</param>
    public static async Task Print(IReadOnlyCollection<string> parts, TextWriter output)
    {
        await using var server = await ScreenServer.Start(ScreenDashboards.Twelve, ScreenDashboards.TwelveCharts, ScreenDashboards.Probe, ScreenDashboards.Day);
        using var stop = new CancellationTokenSource();
        var now = Now();
        for (var at = now - 300_000; at < now; at += 1000)
            await server.Write(ScreenDashboards.Samples(at));
        var feeding = Feed(server, stop.Token);

        await output.WriteLineAsync("Live screens                                                       measured      gate");
        try
        {
            if (Wanted("viewers"))
                await Viewing(server, Line);
            if (Wanted("latency"))
                await Latency(server, Line);
            if (!Wanted("drawing"))
                return;
            foreach (var hour in ScreenDashboards.DayOfSamples(now))
                await server.Write(hour);
            await Drawing(server, Line);
        }
        catch
        {
            await output.WriteLineAsync(server.Log);
            throw;
        }
        finally
        {
            await stop.CancelAsync();
            await feeding;
        }

        bool Wanted(string part) => parts.Count == 0 || parts.Contains(part);

        Task Line(string what, double value, string unit, double? gate) => output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{what,-64}{value,10:0.###} {(gate is { } most ? $"{most,9:0.###}" : "        -")} {unit}{(value > gate ? "   MISSED" : "")}"));
    }

    /// <summary>Samples of every series every second, or at another pace, until it is told to stop; where there are more than one, spread over the time since those before.</summary>
    internal static async Task Feed(ScreenServer server, CancellationToken stop, TimeSpan? pace = null, int samples = 1)
    {
        using var timer = new PeriodicTimer(pace ?? TimeSpan.FromSeconds(1), TimeProvider.System);
        var last = Now();
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var now = Now();
                await server.Write(string.Concat(Enumerable.Range(1, samples).Select(i => ScreenDashboards.Samples(last + (now - last) * i / samples))));
                last = now;
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was sent.
        }
    }

    private static async Task Viewing(ScreenServer server, Func<string, double, string, double?, Task> line)
    {
        // Once for warmth: code compiled for what is done often, pools, the first of everything.
        var first = await Open(server, "/d/twelve", Viewers);
        await Task.Delay(Warmth, TimeProvider.System);
        foreach (var circuit in first)
            await circuit.DisposeAsync();
        await Quiet(server);
        var before = await server.Heap();
        var viewers = await Open(server, "/d/twelve", Viewers);
        await Settle();
        var bytes = viewers.Sum(static v => v.Bytes);
        var watch = Stopwatch.StartNew();
        var viewing = await Processor(server);
        bytes = viewers.Sum(static v => v.Bytes) - bytes;
        var seconds = watch.Elapsed.TotalSeconds;
        var heap = await server.Heap();
        foreach (var circuit in viewers)
            await circuit.DisposeAsync();
        watch.Restart();
        while (await server.Metric("noc_circuits") > 0 || await server.Metric("noc_live_query_holders") > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var gone = watch.Elapsed.TotalSeconds;
        var alone = await Quiet(server);
        var heapAlone = await server.Heap();

        var walls = await Open(server, "/wall/twelve", Viewers);
        await Settle();
        var wallHeap = await server.Heap();
        foreach (var circuit in walls)
            await circuit.DisposeAsync();
        await Quiet(server);

        var idle = await Open(server, "/d/none", Viewers);
        await Settle();
        var idling = await Processor(server);
        var idleHeap = await server.Heap();
        foreach (var circuit in idle)
            await circuit.DisposeAsync();

        await line("server alone, CPU ms/s", alone, "ms", null);
        await line($"{Viewers} idle circuits, CPU ms per circuit and second", (idling - alone) / Viewers, "ms", null);
        await line("the same, heap per circuit", (idleHeap - heapAlone) / Viewers / 1024, "KB", null);
        await line($"{Viewers} on 12 widgets at 1 Hz, CPU ms per viewer and second beyond idle", (viewing - idling) / Viewers, "ms", 0.15);
        await line("the same, octets down per viewer and second", bytes / seconds / Viewers, "B", null);
        await line("the same, heap per circuit", (heap - before) / Viewers / 1024, "KB", 200);
        await line("the same, heap per circuit on a wall", (wallHeap - heapAlone) / Viewers / 1024, "KB", 200);

        await line("until disconnected circuits cost nothing", gone, "s", 5);
        await line("heap left by them, per circuit", (heapAlone - before) / Viewers / 1024, "KB", null);
    }

    // Waits until lost circuits have been given up and the processor has come to rest; milliseconds of it a second then.
    private static async Task<double> Quiet(ScreenServer server)
    {
        await Task.Delay(ScreenServer.KeepLost + Settling, TimeProvider.System);
        var (before, now) = (double.MaxValue, await Processor(server));
        for (var round = 0; round < 6 && now < before * 0.9; round++)
            (before, now) = (now, await Processor(server));
        return now;
    }

    private static async Task Latency(ScreenServer server, Func<string, double, string, double?, Task> line)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Launch(playwright);
        await server.Write($"probe value=0 {Now()}");
        var others = await Open(server, "/d/probe", LatencyViewers - 1);
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(server.Address, "/d/probe").AbsoluteUri);
        await page.Locator("html[data-page=ready]").WaitForAsync();
        await page.EvaluateAsync("""
            () => {
              const value = document.querySelector('[data-widget-id=probe] [data-slot=value], [data-kind=kpi] [data-slot=value]');
              window.seen = {};
              new MutationObserver(() => {
                const text = value.textContent;
                requestAnimationFrame(() => { window.seen[text] ??= Date.now(); });
              }).observe(value, { childList: true, characterData: true, subtree: true });
            }
            """);
        var pace = new Random(1);
        var sent = new Dictionary<int, long>();
        for (var i = 1; i <= Probes; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(400 + pace.Next(500)), TimeProvider.System);
            await server.Write($"probe value={i} {Now()}");
            sent[i] = Now();
        }
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        var seen = await page.EvaluateAsync<Dictionary<string, double>>("window.seen");
        var took = sent.Where(s => seen.ContainsKey(s.Key.ToString(CultureInfo.InvariantCulture)))
            .Select(s => seen[s.Key.ToString(CultureInfo.InvariantCulture)] - s.Value).Order().ToList();
        foreach (var circuit in others)
            await circuit.DisposeAsync();
        if (took.Count < Probes / 2)
            throw new InvalidOperationException($"Of {Probes} values only {took.Count} were seen on the page: {string.Join(' ', seen.Keys)}");
        await line($"sample accepted to pixel changed, {LatencyViewers} viewers, p50 of {took.Count}", took[took.Count / 2], "ms", 300);
        await line("the same, p99", took[Math.Min(took.Count - 1, (int)(took.Count * 0.99))], "ms", 700);
    }

    private static async Task Drawing(ScreenServer server, Func<string, double, string, double?, Task> line)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Launch(playwright);
        await using var window = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 } });
        var page = await window.NewPageAsync();
        var session = await window.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        // What a page does anyway, clocks and ages, is not part of a redraw.
        var live = await Busy("/d/twelve-charts");
        var paused = await Busy("/d/twelve-charts?refresh=paused");
        await line("main thread a redraw, 12 charts of 5 series × 300 points", live - paused, "ms", 16);
        await line("main thread a second besides", paused, "ms", null);

        // Milliseconds of the main thread a second, of which each brings one redraw.
        async Task<double> Busy(string path)
        {
            await page.GotoAsync(new Uri(server.Address, path).AbsoluteUri);
            await page.Locator("html[data-page=ready]").WaitForAsync();
            await Assertions.Expect(page.Locator("canvas")).ToHaveCountAsync(ScreenDashboards.Charts);
            await Settle();
            var before = await Tasks(session);
            var watch = Stopwatch.StartNew();
            await Task.Delay(Measured, TimeProvider.System);
            return (await Tasks(session) - before) / watch.Elapsed.TotalSeconds * 1000;
        }

        var painted = new List<double>();
        for (var round = 0; round < 7; round++)
        {
            await page.GotoAsync(server.Address.AbsoluteUri);
            await page.Locator("html[data-page=ready]").WaitForAsync();
            painted.Add(await page.EvaluateAsync<double>("""
                () => new Promise(resolve => {
                  const from = performance.now();
                  const drawn = () => document.querySelectorAll('[data-kind=chart] canvas').length === 1 && document.querySelectorAll('[data-kind=chart] .legend li').length >= 8;
                  const watch = new MutationObserver(() => {
                    if (!location.pathname.endsWith('/day') || !drawn()) return;
                    watch.disconnect();
                    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)));
                  });
                  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
                  Blazor.navigateTo('/d/day');
                })
                """));
        }
        painted.Sort();
        await line("24 h of 10 series painted after the click", painted[painted.Count / 2], "ms", 200);
    }

    internal static Task<IBrowser> Launch(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = "/usr/bin/chromium",
        Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-precise-memory-info", "--js-flags=--expose-gc"],
    });

    internal static async Task<List<CheapCircuit>> Open(ScreenServer server, string page, int count)
    {
        var circuits = new List<CheapCircuit>(count);
        while (circuits.Count < count)
            circuits.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(20, count - circuits.Count)).Select(_ => CheapCircuit.Open(server.Client, new Uri(server.Address, page)))));
        return circuits;
    }

    // Seconds of all tasks of the page's main thread so far.
    private static async Task<double> Tasks(ICDPSession session)
    {
        var answer = await session.SendAsync("Performance.getMetrics");
        return answer!.Value.GetProperty("metrics").EnumerateArray().First(static m => m.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
    }

    // Milliseconds of processor time a second.
    private static async Task<double> Processor(ScreenServer server)
    {
        var before = server.ProcessorMilliseconds;
        var watch = Stopwatch.StartNew();
        await Task.Delay(Measured, TimeProvider.System);
        return (server.ProcessorMilliseconds - before) / watch.Elapsed.TotalSeconds;
    }

    private static Task Settle() => Task.Delay(Settling, TimeProvider.System);

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
