using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>Every page by the rules of WCAG 2.1, levels A and AA, in both themes, on a wall's and on a phone's screen.</summary>
[Collection(nameof(Browser))]
public sealed class AccessibilityTests(Browser browser) : IAsyncLifetime
{
    private readonly Server _server = new();

    public Task InitializeAsync() => _server.Start();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task No_page_has_a_serious_finding_in_either_theme_on_a_large_or_a_small_screen()
    {
        var findings = new List<string>();
        await using var signedIn = await browser.OpenWindow();
        var first = await signedIn.NewPageAsync();
        await first.GotoAsync(_server.Link);
        var state = await signedIn.StorageStateAsync();
        foreach (var (width, height) in new[] { (1920, 1080), (390, 844) })
        {
            foreach (var theme in new[] { "dark", "light" })
            {
                await using var window = await signedIn.Browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, StorageState = state });
                await window.AddCookiesAsync([new() { Name = "noc-theme", Value = theme, Url = _server.Address }]);
                var page = await window.NewPageAsync();
                foreach (var path in new[] { "/", "/?view=wall", "/sources", "/dashboards", "/dashboards/import", "/d/network-overview/versions", "/explore", "/account", "/users", "/walls", "/wall/network-overview?ticker=1&sound=critical:once", "/wall-link", "/no-such-page" })
                    await Check(page, path, $"{theme} {width}x{height}", findings);
                await using var stranger = await signedIn.Browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height } });
                await stranger.AddCookiesAsync([new() { Name = "noc-theme", Value = theme, Url = _server.Address }]);
                await Check(await stranger.NewPageAsync(), "/sign-in", $"{theme} {width}x{height}", findings);
            }
        }
        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    private async Task Check(IPage page, string path, string where, List<string> findings)
    {
        // A page that turns live is without its title for a moment.
        await page.GotoAsync(_server.Address + path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("."));
        if (path is "/" or "/?view=wall")
            await Expect(page.Locator("html")).ToHaveAttributeAsync("data-connection", "live", new() { Timeout = 10_000 });
        var result = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } });
        findings.AddRange(
            from violation in result.Violations
            where violation.Impact is "serious" or "critical"
            from node in violation.Nodes
            select $"{path} ({where}): {violation.Id}: {violation.Help} at {node.Html[..Math.Min(160, node.Html.Length)]}");
        if (path != "/?view=wall" && !path.StartsWith("/wall/", StringComparison.Ordinal) && await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") is > 0 and var over)
            findings.Add($"{path} ({where}): the page is {over} px wider than the screen");
    }
}
