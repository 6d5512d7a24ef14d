using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>What a wall does when something breaks: it shows it, lets it be heard, and goes back to its playlist afterwards.</summary>
[Collection(nameof(Browser))]
public sealed class WallAlarmTests(Browser browser) : DeskTest(browser)
{
    private const string Chime = "880 660 880 660";

    // Writes down the pitch of every tone that is really started.
    private const string Ear = """
        const start = AudioScheduledSourceNode.prototype.start;
        AudioScheduledSourceNode.prototype.start = function (...when) {
          const page = document.documentElement.dataset;
          page.tones = `${page.tones ?? ''} ${this.context.state === 'running' ? this.frequency.value : this.context.state}`.trim();
          return start.apply(this, when);
        };
        """;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Page.GotoAsync(Server.Link);
    }

    [Fact]
    public async Task A_critical_alarm_takes_the_place_of_the_playlist_until_it_clears()
    {
        await Page.GotoAsync($"{Server.Address}/wall/network-overview?dwell=600&then=energy&interrupt=interfaces");
        await Live(Page);
        await Expect(Layer("network-overview")).ToHaveCountAsync(1);

        await Disk("/var", free: 1);
        await Expect(Layer("interfaces")).ToHaveCountAsync(1, new() { Timeout = 40_000 });
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Interfaces");
        await Expect(Page.Locator(".interrupted")).ToHaveTextAsync(new Regex("edge-7 /var.*Disk space left 1"));
        await Expect(Page.Locator(".interrupted [role=img]")).ToHaveAttributeAsync("aria-label", "critical");
        await Expect(Layer("interfaces").Locator("[data-widget][data-state=ready]").First).ToBeVisibleAsync();

        await Disk("/var", free: 60);
        await Expect(Layer("network-overview")).ToHaveCountAsync(1);
        await Expect(Page.Locator(".interrupted")).ToHaveCountAsync(0);
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Network overview");
    }

    [Fact]
    public async Task An_alarm_that_stays_gives_the_playlist_back_when_its_time_is_over()
    {
        await Page.GotoAsync($"{Server.Address}/wall/network-overview?interrupt=alarms&interruptFor=15");
        await Live(Page);

        await Disk("/var", free: 1);
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Active alarms", new() { Timeout = 40_000 });
        await Expect(Page.Locator("[data-shown] [data-kind=alarms] tbody tr").First).ToContainTextAsync("edge-7 /var");

        await Expect(Page.Locator("h1")).ToHaveTextAsync("Network overview", new() { Timeout = 30_000 });
        await Expect(Page.Locator("[data-wall-alarms]")).Not.ToHaveAttributeAsync("data-critical", "0");
    }

    [Fact]
    public async Task What_repeats_is_heard_again_until_it_is_snoozed_and_again_when_the_snooze_is_over()
    {
        await OpenWall("critical:repeat");
        await Page.ClickAsync("[data-sound-state]");
        await Expect(State).ToHaveTextAsync("Sound armed");
        await Expect(State).ToBeVisibleAsync();
        await Expect(Snooze).ToBeHiddenAsync();

        await Disk("/var", free: 1);
        await Expect(Html).ToHaveAttributeAsync("data-tones", new Regex($"^{Chime}"), new() { Timeout = 40_000 });
        await Pass(Page, TimeSpan.FromSeconds(11));
        await Expect(Html).ToHaveAttributeAsync("data-tones", new Regex($"^{Chime} {Chime}"));

        await Snooze.ClickAsync();
        await Expect(State).ToHaveTextAsync("Sound snoozed, 10 min");
        var heard = await Html.GetAttributeAsync("data-tones");
        await Pass(Page, TimeSpan.FromMinutes(9));
        await Expect(State).ToHaveTextAsync("Sound snoozed, 1 min");
        Assert.Equal(heard, await Html.GetAttributeAsync("data-tones"));

        await Pass(Page, TimeSpan.FromMinutes(1));
        await Expect(State).ToHaveTextAsync("Sound armed");
        await Expect(Html).ToHaveAttributeAsync("data-tones", new Regex($"^{heard} {Chime}"));
    }

    [Fact]
    public async Task What_sounds_once_is_heard_once_for_each_alarm_and_what_is_off_never()
    {
        await OpenWall("critical:once,major:off");
        await Page.ClickAsync("[data-sound-state]");
        await Expect(State).ToHaveTextAsync("Sound armed");

        await Write("node_network,instance=edge-7,device=eth9 carrier=0");
        await Expect(Page.Locator("[data-wall-alarms]")).Not.ToHaveAttributeAsync("data-major", "0", new() { Timeout = 40_000 });
        await Disk("/var", free: 1);
        await Expect(Html).ToHaveAttributeAsync("data-tones", Chime, new() { Timeout = 40_000 });
        await Pass(Page, TimeSpan.FromSeconds(40));
        Assert.Equal(Chime, await Html.GetAttributeAsync("data-tones"));

        await Disk("/srv", free: 1);
        await Expect(Html).ToHaveAttributeAsync("data-tones", $"{Chime} {Chime}", new() { Timeout = 40_000 });
        await Pass(Page, TimeSpan.FromSeconds(40));
        Assert.Equal($"{Chime} {Chime}", await Html.GetAttributeAsync("data-tones"));
    }

    [Fact]
    public async Task A_major_alarm_sounds_otherwise_than_a_critical_one()
    {
        await OpenWall("major:once");
        await Page.ClickAsync("[data-sound-state]");
        await Write("node_network,instance=edge-7,device=eth9 carrier=0");
        await Expect(Html).ToHaveAttributeAsync("data-tones", new Regex("^660 660"), new() { Timeout = 40_000 });
    }

    private ILocator Html => Page.Locator("html");

    private ILocator State => Page.Locator("[data-sound-state]");

    private ILocator Snooze => Page.Locator("[data-sound-snooze]");

    private ILocator Layer(string slug) => Page.Locator($"[data-layer={slug}][data-shown]");

    private async Task OpenWall(string sound)
    {
        await Page.AddInitScriptAsync(Ear);
        await HurryFrom(Page);
        await Page.GotoAsync($"{Server.Address}/wall/network-overview?sound={sound}");
        await Live(Page);
    }

    // What a node says of a file system of which so much is left, in per cent.
    private Task Disk(string mountpoint, int free) =>
        Write($"node_filesystem,instance=edge-7,mountpoint={mountpoint} size_bytes=100000000000,avail_bytes={free}000000000,readonly=0");
}
