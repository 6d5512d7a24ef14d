using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>A dashboard with a widget of every kind and every form of chart, over what this machine really does.</summary>
[Collection(nameof(Browser))]
public sealed class EveryWidgetTests(Browser browser)
    : DeskTest(browser, 1600, 1200, $"--Noc:Dashboards:Folder={Path.Combine(Server.Root(), "tests/Dashboard.EndToEnd/Dashboards")}")
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Page.GotoAsync(Server.Link);
        await Page.GotoAsync($"{Server.Address}/d/every-widget");
        await Live(Page);
    }

    [Fact]
    public async Task Every_kind_shows_its_data_or_says_why_it_cannot()
    {
        foreach (var id in new[] { "kpi", "breached", "clock", "text", "line", "area", "bar", "log", "pie", "scatter", "histogram", "heatmap", "map", "anomaly", "insight", "trend", "table" })
            await Expect(Panel(id)).ToHaveAttributeAsync("data-state", "ready", new() { Timeout = 60_000 });
        foreach (var id in new[] { "line", "area", "bar", "log", "pie", "scatter", "histogram", "heatmap", "trend" })
            await Expect(Panel(id).Locator("canvas").First).ToBeVisibleAsync();
        await Expect(Panel("breached")).ToHaveAttributeAsync("data-severity", "major");
        await Expect(Panel("breached").Locator(".breach")).ToBeVisibleAsync();
        await Expect(Panel("map").Locator(".node")).ToHaveCountAsync(10);
        await Expect(Panel("insight").Locator("li")).ToHaveCountAsync(2);
        await Expect(Panel("anomaly").Locator("[data-shade]").First).ToBeVisibleAsync();
        await Expect(Panel("trend").Locator("[data-slot=detail]")).ToContainTextAsync("forecast");
        await Expect(Panel("clock").Locator(".time")).ToHaveTextAsync(new Regex(@"^\d\d:\d\d:\d\d$"));
        await Expect(Panel("text").Locator("script")).ToHaveCountAsync(0);
        foreach (var (id, sentence) in new[] { ("empty", "No data"), ("no-insight", "They appear when"), ("no-anomaly", "They appear when"), ("no-map", "They appear when") })
            await Expect(Panel(id)).ToContainTextAsync(sentence);
        await Expect(Panel("broken")).ToHaveAttributeAsync("data-state", "error");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_drag_over_a_chart_asks_thePage_to_zoom_and_a_press_on_its_legend_shows_one_series_alone()
    {
        await Page.EvaluateAsync("() => { window.zooms = []; window.addEventListener('noc:zoom', event => { window.zooms.push(event.detail); event.stopPropagation(); }, true); }");
        var plot = Panel("area").Locator(".u-over");
        await plot.HoverAsync();
        var box = (await plot.BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(box.X + (box.Width * 0.25f), box.Y + 20);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(box.X + (box.Width * 0.75f), box.Y + 20, new() { Steps = 5 });
        await Page.Mouse.UpAsync();
        await plot.DblClickAsync();
        await Panel("area").Locator("[data-slot=plot]").PressAsync("+");

        var zooms = await Page.EvaluateAsync<double?[][]>("window.zooms.map(zoom => [zoom.from, zoom.to])");
        Assert.Equal(3, zooms.Length);
        // Half of 15 minutes, wherever the chart was when the button went down.
        Assert.InRange((zooms[0][1] - zooms[0][0])!.Value, 6 * 60_000, 9 * 60_000);
        Assert.Equal([null, null], zooms[1]);
        Assert.InRange((zooms[2][1] - zooms[2][0])!.Value, 7 * 60_000, 8 * 60_000);

        var legend = Panel("area").Locator(".legend li");
        await legend.First.Locator("button").ClickAsync();
        await Expect(Panel("area").Locator(".legend li[data-hidden]")).ToHaveCountAsync(await legend.CountAsync() - 1);
        await legend.First.Locator("button").ClickAsync();
        await Expect(Panel("area").Locator(".legend li[data-hidden]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_table_is_filtered_and_saved_as_it_is_shown()
    {
        var table = Panel("table");
        await table.Locator(".filter").FillAsync("lo");
        await Expect(table.Locator("tbody tr")).ToHaveCountAsync(1);
        var saved = await Page.RunAndWaitForDownloadAsync(() => table.Locator(".csv").ClickAsync());
        var lines = await File.ReadAllLinesAsync(await saved.PathAsync());
        Assert.Equal(("interfaces.csv", 2), (saved.SuggestedFilename, lines.Length));
        Assert.StartsWith("lo,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_kind_has_a_serious_finding_in_either_theme_nor_is_wider_than_a_phone()
    {
        var findings = new List<string>();
        await Expect(Panel("trend")).ToHaveAttributeAsync("data-state", "ready", new() { Timeout = 60_000 });
        foreach (var (width, height) in new[] { (1600, 1200), (390, 844) })
        {
            await Page.SetViewportSizeAsync(width, height);
            foreach (var theme in new[] { "dark", "light" })
            {
                await Page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme; document.dispatchEvent(new Event('noc:theme')); }", theme);
                findings.AddRange(await Page.Findings($"{theme} {width}"));
            }
            if (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") is > 0 and var over)
                findings.Add($"{width}: the page is {over} px wider than the screen");
        }
        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    private ILocator Panel(string id) => Page.Locator($"[data-widget-id={id}] .held > :first-child");
}
