using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>The Logs page of a server that devices send syslog to.</summary>
[Collection(nameof(Browser))]
public sealed class LogsPageTests : DeskTest
{
    private readonly int _port;

    public LogsPageTests(Browser browser)
        : this(browser, FreePort.Find())
    {
    }

    private LogsPageTests(Browser browser, int port)
        : base(browser, 1920, 1080, $"--Noc:Listen:SyslogUdp={port}") => _port = port;

    private ILocator Lines => Page.Locator(".lines tbody tr");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Page.GotoAsync(Server.Link);
    }

    [Fact]
    public async Task What_devices_say_is_found_counted_and_opened_and_what_comes_appears_on_top()
    {
        await Page.GotoAsync($"{Server.Address}/logs");
        await Live(Page);
        await Expect(Page.Locator("[data-empty]")).ToContainTextAsync("No line in this time.");
        await Send("rtr1", 187, "%LINK-3-UPDOWN: Interface xe-0/0/1, changed state to down");
        await Send("rtr2", 190, "%SYS-6-LOGOUT: user has logged out");
        await Expect(Lines).ToHaveCountAsync(2);
        await Expect(Lines.Nth(0)).ToContainTextAsync("user has logged out");

        await Page.GetByLabel("Search", new() { Exact = true }).FillAsync("xe-0/0/1 severity>=err");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page).ToHaveURLAsync(new Regex("q=xe-0%2F0%2F1"));
        await Expect(Lines).ToHaveCountAsync(1);
        await Expect(Page.Locator(".bars rect[data-level=err]")).ToHaveCountAsync(1);
        await Lines.Nth(0).Locator("button").PressAsync("Enter");
        await Expect(Page.Locator(".details")).ToContainTextAsync("rtr1");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Only this host" }).ClickAsync();
        await Expect(Page.Locator(".chips li")).ToContainTextAsync(["xe-0/0/1", "severity>=err", "host:rtr1", "Remove all"]);
        await Expect(Lines).ToHaveCountAsync(1);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_page_that_is_held_counts_what_is_new_and_a_search_that_cannot_be_read_says_where()
    {
        await Send("rtr1", 190, "one");
        await Page.GotoAsync($"{Server.Address}/logs");
        await Live(Page);
        await Expect(Lines).ToHaveCountAsync(1);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Send("rtr1", 190, "two");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Go on (1 new)" })).ToBeVisibleAsync();
        await Expect(Lines).ToHaveCountAsync(1);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Go on (1 new)" }).ClickAsync();
        await Expect(Lines).ToHaveCountAsync(2);

        await Page.GotoAsync($"{Server.Address}/logs?q=down%20%22link");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The quotation mark at character 6 has no other that closes it.");
        Assert.Empty(Complaints);
    }

    private async Task Send(string host, int priority, string message)
    {
        using var socket = new UdpClient();
        await socket.SendAsync(Encoding.UTF8.GetBytes($"<{priority}>1 {TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {host} app 1 - - {message}"), new IPEndPoint(IPAddress.Loopback, _port));
    }
}
