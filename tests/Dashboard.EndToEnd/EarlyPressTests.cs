using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>A page on a slow line: it is there and can be read, and is not live yet.</summary>
[Collection(nameof(Browser))]
public sealed class EarlyPressTests(Browser browser) : DeskTest(browser)
{
    // What works by the browser alone: explanations, links to copy, forms that are posted.
    private const string DeadControls = """
        [...document.querySelectorAll(':is(button, input, select, textarea):enabled')]
          .filter(control => !control.matches('[type=hidden], [popovertarget], [readonly], form[method=post] *'))
          .map(control => control.outerHTML)
        """;

    private static readonly string[] Pages =
    [
        "/", "/d/interfaces", "/d/this-server", "/d/not-made-yet", "/explore?query=node_load1", "/flows", "/sources", "/sources/snmp", "/alarms", "/logs", "/traces", "/kpis", "/anomalies", "/insights", "/forecasts", "/knowledge", "/knowledge/1",
    ];

    private readonly TaskCompletionSource _lineIsUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Page.GotoAsync(Server.Link);
        await Write("node_network,instance=edge-7,device=eth9 receive_bytes_total=1i,transmit_bytes_total=1i,carrier=1,up=1,speed_bytes=125000000");
        await Page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await _lineIsUp.Task;
            await route.ContinueAsync();
        });
    }

    [Fact]
    public async Task Nothing_can_be_pressed_or_filled_in_that_would_be_lost()
    {
        foreach (var path in Pages)
        {
            await Page.GotoAsync(Server.Address + path);
            await Expect(Page.Locator("h1")).ToBeVisibleAsync();
            Assert.Empty(await Page.EvaluateAsync<string[]>(DeadControls));
        }

        _lineIsUp.SetResult();
        foreach (var path in Pages)
        {
            await Page.GotoAsync(Server.Address + path);
            await Expect(Page.Locator("main :is([data-widget], button:enabled)").First).ToBeAttachedAsync();
        }
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_menu_that_is_opened_early_stays_open_and_its_controls_work_as_soon_as_they_can_be_used()
    {
        await Page.GotoAsync($"{Server.Address}/d/interfaces");
        var menu = Page.Locator("details:has([data-time-range])");
        await Page.ClickAsync("[data-time-range]");
        await Expect(menu).ToHaveAttributeAsync("open", "");
        var from = Page.GetByLabel("From", new() { Exact = true });
        await Expect(from).ToBeVisibleAsync();
        await Expect(from).ToBeDisabledAsync();

        _lineIsUp.SetResult();
        await Expect(from).ToBeEnabledAsync();
        await Expect(menu).ToHaveAttributeAsync("open", "");
        await from.FillAsync("now-2h");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await Expect(Page).ToHaveURLAsync($"{Server.Address}/d/interfaces?from=now-2h&to=now");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_link_that_is_followed_early_leads_where_it_says()
    {
        await Page.GotoAsync($"{Server.Address}/d/interfaces");
        await Page.ClickAsync("[data-time-range]");
        await Page.GetByRole(AriaRole.Link, new() { Name = "15 min" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync($"{Server.Address}/d/interfaces?from=now-15m&to=now");

        _lineIsUp.SetResult();
        await Expect(Page.Locator("html[data-page=ready]")).ToBeAttachedAsync();
        await Expect(Page).ToHaveURLAsync($"{Server.Address}/d/interfaces?from=now-15m&to=now");
        await Expect(Page.Locator("[data-time-range]")).ToContainTextAsync("15 min");
    }
}
