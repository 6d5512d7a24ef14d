using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>What a wall does over months that nobody looks after it: no picture burns in, and no screen stands still unnoticed.</summary>
[Collection(nameof(Browser))]
public sealed class WallEnduranceTests(Browser browser) : DeskTest(browser)
{
    // Lets the page be deaf to frames, or its renderer be stuck, from when a test says so until the page is loaded anew.
    private const string Faults = """
        let noc;
        Object.defineProperty(window, 'noc', {
          get: () => noc,
          set: entry => { noc = { ...entry, frame: bytes => window.isDeaf ? undefined : entry.frame(bytes) }; },
        });
        window.stick = () => {
          const wall = document.querySelector('[data-render-beat]');
          const beat = wall.dataset.renderBeat;
          new MutationObserver(() => { if (wall.dataset.renderBeat !== beat) wall.dataset.renderBeat = beat; }).observe(wall, { attributes: true });
        };
        """;

    private readonly List<IWebSocket> _sockets = []; // bound: one test

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Page.GotoAsync(Server.Link);
        Page.WebSocket += (_, socket) => _sockets.Add(socket);
    }

    [Fact]
    public async Task The_picture_moves_by_a_pixel_now_and_then_and_within_minutes_has_stood_in_nine_places()
    {
        await HurryFrom(Page);
        await OpenWall();
        var places = new List<(int X, int Y)> { await Place() };
        Assert.Equal((0, 0), places[0]);
        for (var step = 0; step < 40 && places.Count < 9; step++)
        {
            await Pass(Page, TimeSpan.FromSeconds(20));
            var place = await Place();
            if (place == places[^1])
                continue;
            Assert.Equal(1, Math.Abs(place.X - places[^1].X) + Math.Abs(place.Y - places[^1].Y));
            Assert.True(place is { X: >= 0 and <= 2, Y: >= 0 and <= 2 }, $"{place}");
            // Moved as it is, it brings no scroll bar.
            Assert.Equal(0, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth + document.documentElement.scrollHeight - innerHeight"));
            places.Add(place);
        }
        Assert.Equal(9, places.Distinct().Count());
    }

    [Fact]
    public async Task A_wall_that_frames_do_not_reach_although_its_socket_is_up_says_so_and_loads_itself_anew()
    {
        await Page.AddInitScriptAsync(Faults);
        await Page.Clock.InstallAsync();
        await OpenWall();
        await Page.EvaluateAsync("window.isDeaf = true; document.documentElement.dataset.generation = 'first'");

        await Page.Clock.FastForwardAsync(4000);
        await Expect(Html).ToHaveAttributeAsync("data-connection", "lost");
        await Expect(Page.Locator("[data-connection-note]")).ToBeVisibleAsync();
        Assert.False(_sockets[^1].IsClosed);

        await Page.Clock.FastForwardAsync(18_000);
        await Expect(Html).Not.ToHaveAttributeAsync("data-generation", "first");
        await Live(Page);
        await Expect(Page.Locator("[data-shown] [data-kind=kpi][data-state=ready]").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_wall_that_is_fed_but_not_drawn_any_more_loads_itself_anew()
    {
        await Page.AddInitScriptAsync(Faults);
        await Page.Clock.InstallAsync();
        await OpenWall();
        await Page.EvaluateAsync("window.stick(); document.documentElement.dataset.generation = 'first'");

        await Page.Clock.FastForwardAsync(15_000);
        await Live(Page);
        await Expect(Html).ToHaveAttributeAsync("data-generation", "first");
        await Page.Clock.FastForwardAsync(18_000);
        await Expect(Html).Not.ToHaveAttributeAsync("data-generation", "first");
        await Live(Page);
    }

    private ILocator Html => Page.Locator("html");

    private async Task OpenWall()
    {
        await Page.GotoAsync($"{Server.Address}/wall/network-overview");
        await Live(Page);
        // The page as it arrived is replaced when its circuit has started; only then have widgets their numbers.
        await Expect(Page.Locator("[data-shown] [data-kind=kpi][data-widget]").First).ToBeVisibleAsync();
    }

    private async Task<(int X, int Y)> Place()
    {
        var place = await Page.EvaluateAsync<int[]>("(({ x, y }) => [x, y])(document.querySelector('[data-wall-root]').getBoundingClientRect())");
        return (place[0], place[1]);
    }
}
