using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>What a user sees of a freshly started server.</summary>
[Collection(nameof(Browser))]
public sealed class LivePageTests(Browser browser) : DeskTest(browser)
{
    private const string AllNumbers = "[...document.querySelectorAll('[data-slot=value]')].map(v => v.textContent).join(' ')";

    [Fact]
    public async Task The_printed_link_signs_in_and_within_five_seconds_the_numbers_are_alive()
    {
        await Page.GotoAsync(Server.Link);

        var cpu = Tile("CPU").Locator("[data-slot=value]");
        await Expect(cpu).ToHaveTextAsync(new Regex(@"^\d"), new() { Timeout = 5000 });
        await Live(Page, within: 5000);
        await Expect(Page.Locator("[data-fresh]")).ToContainTextAsync(new Regex(@"data \d s ago"));

        // Numbers that stand still would be a picture of a dashboard.
        var before = await Page.EvaluateAsync<string>(AllNumbers);
        await Page.WaitForFunctionAsync($"before => {AllNumbers} !== before", before, new() { Timeout = 10_000 });
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task The_link_works_once()
    {
        await Page.GotoAsync(Server.Link);
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Network overview");

        await using var other = await Browser.OpenWindow();
        var page = await other.NewPageAsync();
        var answer = await page.GotoAsync(Server.Link);

        Assert.Equal(403, answer!.Status);
        await page.GotoAsync(Server.Address);
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Fact]
    public async Task An_interfaces_traffic_rises_when_bytes_are_sent_over_it()
    {
        await Page.GotoAsync(Server.Link);
        var received = Page.Locator("[data-kind=table] tbody tr:has(td:nth-child(3):text-is('lo')) td:nth-child(6)");
        await Expect(received).ToContainTextAsync("bit/s", new() { Timeout = 10_000 });

        using var sending = new CancellationTokenSource();
        var sender = SendOverLoopback(sending.Token);
        await Expect(received).ToContainTextAsync(new Regex(@"[MG]bit/s"), new() { Timeout = 15_000 });
        var chart = Page.Locator("[data-kind=chart] [data-slot=legend] li", new() { HasTextString = "lo in" }).Locator("b");
        await Expect(chart).ToContainTextAsync(new Regex("[MG]bit/s"), new() { Timeout = 20_000 });
        await sending.CancelAsync();
        await sender;
    }

    [Fact]
    public async Task A_killedServer_is_told_within_five_seconds_and_a_restarted_one_is_found_without_a_click()
    {
        await Page.GotoAsync(Server.Link);
        await Live(Page, within: 5000);

        await Server.Kill();
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-connection", "lost", new() { Timeout = 5000 });
        await Expect(Page.Locator("[data-connection-note]")).ToContainTextAsync("Connection to the server lost");
        // Every tile is hatched, whatever its own age.
        var hatched = await Page.EvaluateAsync<bool>("[...document.querySelectorAll('[data-widget]')].every(w => getComputedStyle(w).backgroundImage.includes('repeating-linear-gradient'))");
        Assert.True(hatched);

        await Server.Start();
        await Live(Page, within: 20_000);
        await Expect(Tile("CPU").Locator("[data-slot=value]")).ToHaveTextAsync(new Regex(@"^\d"), new() { Timeout = 10_000 });
        await Expect(Page).ToHaveURLAsync($"{Server.Address}/");
    }

    [Fact]
    public async Task AServer_that_comes_back_after_an_hour_is_found_too()
    {
        await Page.Clock.InstallAsync();
        await Page.GotoAsync(Server.Link);
        await Live(Page, within: 5000);

        await Server.Kill();
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-connection", "lost", new() { Timeout = 5000 });
        await Page.Clock.FastForwardAsync("01:00:00");
        await Expect(Page.Locator("[data-connection-note]")).ToContainTextAsync(new Regex("60 min|1 h"));

        await Server.Start();
        await Live(Page, within: 30_000);
    }

    [Fact]
    public async Task A_tables_head_sorts_it_by_keyboard()
    {
        await Page.GotoAsync(Server.Link);
        var head = Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Interface") });
        await Expect(Page.Locator("[data-kind=table][data-widget]")).ToBeVisibleAsync(new() { Timeout = 10_000 });

        await head.FocusAsync();
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("Interface");
        var names = await Page.Locator("[data-kind=table] tbody tr td:nth-child(3)").AllTextContentsAsync();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task The_theme_is_switched_and_remembered()
    {
        await Page.GotoAsync(Server.Link);
        await Page.Locator("[data-theme-switch]").ClickAsync();
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");

        await Page.ReloadAsync();

        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
    }

    [Fact]
    public async Task The_sourcesPage_shows_what_this_machine_delivers()
    {
        await Page.GotoAsync(Server.Link);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Sources" }).ClickAsync();

        var machine = Page.Locator("article", new() { HasTextString = "This machine" });
        await Expect(machine).ToContainTextAsync("active");
        var records = machine.Locator("dl div", new() { HasTextString = "Records" }).Locator("dd");
        var first = Number(await records.TextContentAsync());
        await Expect(records).Not.ToHaveTextAsync(first.ToString("N0", CultureInfo.InvariantCulture), new() { Timeout = 5000 });
        Assert.True(Number(await records.TextContentAsync()) > first);
    }

    private static long Number(string? text) => long.Parse(text!, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private ILocator Tile(string title) => Page.Locator("[data-kind=kpi]", new() { HasTextString = title });

    // Some ten megabit a second, to nobody in particular, until it is told to stop.
    private static async Task SendOverLoopback(CancellationToken stop)
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = new UdpClient();
        var datagram = new byte[1400];
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        try
        {
            while (await pace.WaitForNextTickAsync(stop))
            {
                for (var i = 0; i < 10; i++)
                    await sender.SendAsync(datagram, (IPEndPoint)receiver.Client.LocalEndPoint!, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was sent.
        }
    }
}
