using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>What a user sees of a freshly started server.</summary>
[Collection(nameof(Browser))]
public sealed class LivePageTests(Browser browser) : IAsyncLifetime
{
    private const string AllNumbers = "[...document.querySelectorAll('[data-slot=value]')].map(v => v.textContent).join(' ')";

    private readonly Server _server = new();
    private IBrowserContext _window = null!;
    private IPage _page = null!;
    private readonly List<string> _complaints = [];

    public async Task InitializeAsync()
    {
        await _server.Start();
        _window = await browser.OpenWindow();
        _page = await _window.NewPageAsync();
        _page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Add(message.Text);
        };
        _page.PageError += (_, error) => _complaints.Add(error);
    }

    public async Task DisposeAsync()
    {
        await _window.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_printed_link_signs_in_and_within_five_seconds_the_numbers_are_alive()
    {
        await _page.GotoAsync(_server.Link);

        var cpu = Tile("CPU").Locator("[data-slot=value]");
        await Expect(cpu).ToHaveTextAsync(new Regex(@"^\d"), new() { Timeout = 5000 });
        await Expect(_page.Locator("html")).ToHaveAttributeAsync("data-connection", "live", new() { Timeout = 5000 });
        await Expect(_page.Locator("[data-fresh]")).ToContainTextAsync(new Regex(@"data \d s ago"));

        // Numbers that stand still would be a picture of a dashboard.
        var before = await _page.EvaluateAsync<string>(AllNumbers);
        await _page.WaitForFunctionAsync($"before => {AllNumbers} !== before", before, new() { Timeout = 10_000 });
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task The_link_works_once()
    {
        await _page.GotoAsync(_server.Link);
        await Expect(_page.Locator("h1")).ToHaveTextAsync("Network overview");

        await using var other = await browser.OpenWindow();
        var page = await other.NewPageAsync();
        var answer = await page.GotoAsync(_server.Link);

        Assert.Equal(403, answer!.Status);
        await page.GotoAsync(_server.Address);
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Fact]
    public async Task An_interfaces_traffic_rises_when_bytes_are_sent_over_it()
    {
        await _page.GotoAsync(_server.Link);
        var received = _page.Locator("[data-kind=table] tbody tr:has(td:nth-child(3):text-is('lo')) td:nth-child(6)");
        await Expect(received).ToContainTextAsync("bit/s", new() { Timeout = 10_000 });

        using var sending = new CancellationTokenSource();
        var sender = SendOverLoopback(sending.Token);
        await Expect(received).ToContainTextAsync(new Regex(@"[MG]bit/s"), new() { Timeout = 15_000 });
        var chart = _page.Locator("[data-kind=chart] [data-slot=legend] li", new() { HasTextString = "lo in" }).Locator("b");
        await Expect(chart).ToContainTextAsync(new Regex("[MG]bit/s"), new() { Timeout = 20_000 });
        await sending.CancelAsync();
        await sender;
    }

    [Fact]
    public async Task A_killed_server_is_told_within_five_seconds_and_a_restarted_one_is_found_without_a_click()
    {
        await _page.GotoAsync(_server.Link);
        await Expect(_page.Locator("html")).ToHaveAttributeAsync("data-connection", "live", new() { Timeout = 5000 });

        await _server.Kill();
        await Expect(_page.Locator("html")).ToHaveAttributeAsync("data-connection", "lost", new() { Timeout = 5000 });
        await Expect(_page.Locator("[data-connection-note]")).ToContainTextAsync("Connection to the server lost");
        // Every tile is hatched, whatever its own age.
        var hatched = await _page.EvaluateAsync<bool>("[...document.querySelectorAll('[data-widget]')].every(w => getComputedStyle(w).backgroundImage.includes('repeating-linear-gradient'))");
        Assert.True(hatched);

        await _server.Start();
        await Expect(_page.Locator("html")).ToHaveAttributeAsync("data-connection", "live", new() { Timeout = 20_000 });
        await Expect(Tile("CPU").Locator("[data-slot=value]")).ToHaveTextAsync(new Regex(@"^\d"), new() { Timeout = 10_000 });
        await Expect(_page).ToHaveURLAsync($"{_server.Address}/");
    }

    [Fact]
    public async Task A_server_that_comes_back_after_an_hour_is_found_too()
    {
        await _page.Clock.InstallAsync();
        await _page.GotoAsync(_server.Link);
        await Expect(_page.Locator("html")).ToHaveAttributeAsync("data-connection", "live", new() { Timeout = 5000 });

        await _server.Kill();
        await Expect(_page.Locator("html")).ToHaveAttributeAsync("data-connection", "lost", new() { Timeout = 5000 });
        await _page.Clock.FastForwardAsync("01:00:00");
        await Expect(_page.Locator("[data-connection-note]")).ToContainTextAsync(new Regex("60 min|1 h"));

        await _server.Start();
        await Expect(_page.Locator("html")).ToHaveAttributeAsync("data-connection", "live", new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task A_tables_head_sorts_it_by_keyboard()
    {
        await _page.GotoAsync(_server.Link);
        var head = _page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Interface") });
        await Expect(_page.Locator("[data-kind=table][data-widget]")).ToBeVisibleAsync(new() { Timeout = 10_000 });

        await head.FocusAsync();
        await _page.Keyboard.PressAsync("Enter");

        await Expect(_page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("Interface");
        var names = await _page.Locator("[data-kind=table] tbody tr td:nth-child(3)").AllTextContentsAsync();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task The_theme_is_switched_and_remembered()
    {
        await _page.GotoAsync(_server.Link);
        await _page.Locator("[data-theme-switch]").ClickAsync();
        await Expect(_page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");

        await _page.ReloadAsync();

        await Expect(_page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
    }

    [Fact]
    public async Task The_sources_page_shows_what_this_machine_delivers()
    {
        await _page.GotoAsync(_server.Link);
        await _page.GetByRole(AriaRole.Link, new() { Name = "Sources" }).ClickAsync();

        var machine = _page.Locator("article", new() { HasTextString = "This machine" });
        await Expect(machine).ToContainTextAsync("active");
        var records = machine.Locator("dl div", new() { HasTextString = "Records" }).Locator("dd");
        var first = Number(await records.TextContentAsync());
        await Expect(records).Not.ToHaveTextAsync(first.ToString("N0", CultureInfo.InvariantCulture), new() { Timeout = 5000 });
        Assert.True(Number(await records.TextContentAsync()) > first);
    }

    private static long Number(string? text) => long.Parse(text!, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private ILocator Tile(string title) => _page.Locator("[data-kind=kpi]", new() { HasTextString = title });

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
