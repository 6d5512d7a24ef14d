using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>Every page by the rules of WCAG 2.1, levels A and AA, in both themes, on a wall's and on a phone's screen.</summary>
[Collection(nameof(Browser))]
public sealed class AccessibilityTests(Browser browser) : DeskTest(browser)
{
    private static readonly string[] Pages =
    [
        "/", "/?view=wall", "/sources", "/sources/snmp", "/sources/http-json", "/sources/pm-files", "/sources/kafka", "/kpis", "/anomalies", "/insights", "/insights/none", "/forecasts", "/knowledge", "/knowledge?q=xyzzy", "/knowledge/1", "/knowledge/new", "/knowledge/4711", "/network", "/network?by=site&q=none", "/network?node=none", "/quality", "/lineage",
        "/lineage?query=up", "/devices", "/devices/none", "/alarms", "/alarms?state=history", "/alarms/1", "/d/topology", "/dashboards", "/dashboards/import", "/d/network-overview/versions", "/explore", "/flows",
        "/logs", "/logs?q=nothing-is-called-so", "/logs?q=severity:worst", "/traces", "/traces?q=%7B+x", "/traces/none", "/traces/0af7651916cd43dd8448eb211c80319c", "/services/none", "/services/noc-dashboard", "/d/traces-services", "/d/service-namespaces", "/account", "/demo", "/users", "/walls",
        "/wall/network-overview?ticker=1&sound=critical:once", "/wall-link", "/no-such-page",
    ];

    [Fact]
    public async Task No_page_has_a_serious_finding_in_either_theme_on_a_large_or_a_small_screen()
    {
        await Page.GotoAsync(Server.Link);
        var state = await Window.StorageStateAsync();
        // Colours depend on the theme and the layout on the size: so each of both is looked at once, which takes half the time.
        var findings = await Task.WhenAll(Look(state, "dark", 1920, 1080), Look(state, "light", 390, 844));
        Assert.True(Array.TrueForAll(findings, static f => f.Count == 0), string.Join(Environment.NewLine, findings.SelectMany(static f => f)));
    }

    private async Task<List<string>> Look(string state, string theme, int width, int height)
    {
        var findings = new List<string>();
        await using var window = await Window.Browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, StorageState = state });
        await window.AddCookiesAsync([new() { Name = "noc-theme", Value = theme, Url = Server.Address }]);
        var page = await window.NewPageAsync();
        foreach (var path in Pages)
            await Check(page, path, $"{theme} {width}x{height}", findings);
        await using var stranger = await Window.Browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        await stranger.AddCookiesAsync([new() { Name = "noc-theme", Value = theme, Url = Server.Address }]);
        await Check(await stranger.NewPageAsync(), "/sign-in", $"{theme} {width}x{height}", findings);
        return findings;
    }

    private async Task Check(IPage page, string path, string where, List<string> findings)
    {
        // A page that turns live is without its title for a moment.
        await page.GotoAsync(Server.Address + path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("."));
        if (path is "/" or "/?view=wall")
            await Live(page);
        findings.AddRange(await page.Findings($"{path} ({where})"));
        if (path != "/?view=wall" && !path.StartsWith("/wall/", StringComparison.Ordinal) && await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") is > 0 and var over)
            findings.Add($"{path} ({where}): the page is {over} px wider than the screen");
    }
}
