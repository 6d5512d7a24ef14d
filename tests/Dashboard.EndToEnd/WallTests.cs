using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>A display that nobody touches, from the link an administrator made to its revocation.</summary>
[Collection(nameof(Browser))]
public sealed class WallTests(Browser browser) : DeskTest(browser)
{
    private IBrowserContext _display = null!;
    private IPage _wall = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _display = await Browser.OpenWindow();
        _wall = await _display.NewPageAsync();
        await Page.GotoAsync(Server.Link);
    }

    public override async Task DisposeAsync()
    {
        await _display.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_wall_opened_by_link_shows_the_dashboard_alone_and_comes_back_by_itself_after_a_killedServer()
    {
        await _wall.GotoAsync(await MakeLink("Left"));
        await Live(_wall);
        await Expect(_wall.Locator("h1")).ToHaveTextAsync("Network overview");
        var tile = _wall.Locator("[data-shown] [data-kind=kpi]").First;
        await Expect(tile.Locator("[data-slot=value]")).ToHaveTextAsync(new Regex(@"^\d"), new() { Timeout = 10_000 });
        await Expect(_wall.Locator("nav, .top, form")).ToHaveCountAsync(0);
        // It fills the screen to the pixel.
        Assert.True(await _wall.EvaluateAsync<bool>("document.documentElement.scrollHeight === innerHeight && document.documentElement.scrollWidth === innerWidth"));
        await Expect(_wall.Locator("html")).ToHaveAttributeAsync("data-pointer", "resting", new() { Timeout = 10_000 });
        Assert.Equal("none", await _wall.EvaluateAsync<string>("getComputedStyle(document.querySelector('h1')).cursor"));

        await Server.Kill();
        await Expect(_wall.Locator("html")).ToHaveAttributeAsync("data-connection", "lost", new() { Timeout = 5000 });
        await Server.Start();

        await Live(_wall);
        await Expect(_wall).ToHaveURLAsync(new Regex("/wall/link/1$"));
        await Expect(tile.Locator("[data-slot=value]")).ToHaveTextAsync(new Regex(@"^\d"), new() { Timeout = 10_000 });
        // Not the page as it arrived, but one that goes on.
        await Expect(tile).ToHaveAttributeAsync("data-widget", new Regex(@"^\d"));
        var restarted = await tile.GetAttributeAsync("data-time");
        await Expect(tile).Not.ToHaveAttributeAsync("data-time", restarted!);
        await Expect(tile).ToHaveAttributeAsync("data-age", "fresh");
    }

    [Fact]
    public async Task The_walls_page_sees_the_display_and_what_is_changed_or_revoked_there_reaches_it_within_seconds()
    {
        await _wall.GotoAsync(await MakeLink("Right"));
        await Live(_wall);

        await Page.GotoAsync($"{Server.Address}/walls");
        var row = Page.Locator("tr[data-online=true]", new() { HasTextString = "Right" });
        await Expect(row).ToContainTextAsync("Network overview", new() { Timeout = 10_000 });
        await Expect(row).ToContainTextAsync(new Regex(@"\d+ ms"));
        await Expect(row).ToContainTextAsync("127.0.0.1");

        await Expect(_wall.Locator("[data-ticker]")).ToHaveCountAsync(0);
        await Page.Locator("td.change > details > summary").ClickAsync();
        var change = Page.Locator(".sheet.forms", new() { HasTextString = "Revoke Right" });
        await change.GetByLabel("Open alarms pass by").CheckAsync();
        await change.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(_wall.Locator("[data-ticker]")).ToHaveCountAsync(1, new() { Timeout = 10_000 });

        // The wall is told before the page comes again, in which what was open is closed.
        await Expect(change).ToBeHiddenAsync(new() { Timeout = 10_000 });
        await Page.Locator("td.change > details > summary").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Revoke Right" }).ClickAsync();
        await Expect(_wall.Locator("h1")).ToHaveTextAsync("This wall is not available", new() { Timeout = 10_000 });
        await Expect(_wall).ToHaveURLAsync(new Regex(@"/wall-link\?wall=1$"));
        await Expect(Page.Locator("tr[data-online=false]", new() { HasTextString = "Right" })).ToContainTextAsync("offline since", new() { Timeout = 15_000 });
    }

    [Fact]
    public async Task The_playlist_goes_on_and_the_next_dashboard_is_there_before_it_is_shown()
    {
        await Page.GotoAsync($"{Server.Address}/wall/network-overview?dwell=5&then=not-made-yet:600");
        await Expect(Page.Locator("[data-layer=network-overview][data-shown]")).ToHaveCountAsync(1);
        await Expect(Page.Locator("[data-layer=not-made-yet]:not([data-shown])")).ToHaveCountAsync(1, new() { Timeout = 5000 });

        await Expect(Page.Locator("[data-layer=not-made-yet][data-shown]")).ToHaveCountAsync(1, new() { Timeout = 10_000 });
        await Expect(Page.Locator("h1")).ToHaveTextAsync("not-made-yet");
        // What is not shown any more costs nothing.
        await Expect(Page.Locator("[data-layer=network-overview]")).ToHaveCountAsync(0, new() { Timeout = 10_000 });
    }

    [Theory]
    [InlineData("distance=3&height=0.68", 31.7)]
    [InlineData("distance=1.5&height=0.68", 15.8)]
    public async Task Type_is_as_large_as_the_distance_asks_for(string query, double pixels)
    {
        await Page.GotoAsync($"{Server.Address}/wall/network-overview?{query}");
        await Page.WaitForFunctionAsync("expected => Math.abs(parseFloat(getComputedStyle(document.documentElement).fontSize) - expected) < 0.2", pixels);
    }

    [Fact]
    public async Task Sound_says_whether_it_could_be_heard_and_a_key_snoozes_it()
    {
        await Page.GotoAsync($"{Server.Address}/wall/network-overview?sound=critical:repeat");
        var state = Page.Locator("[data-sound-state]");
        await Expect(state).ToHaveTextAsync(new Regex("click to arm|armed"));

        await state.ClickAsync();
        await Expect(state).ToHaveTextAsync("Sound armed");
        await Page.Keyboard.PressAsync("s");
        await Expect(state).ToHaveTextAsync("Sound snoozed, 10 min");
    }

    private async Task<string> MakeLink(string name)
    {
        await Page.GotoAsync($"{Server.Address}/walls");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Make link" }).ClickAsync();
        return await Page.Locator("#secret").InputValueAsync();
    }
}
