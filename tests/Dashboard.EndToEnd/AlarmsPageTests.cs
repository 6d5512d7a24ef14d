using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>The alarm list of a server that routers send syslog to.</summary>
[Collection(nameof(Browser))]
public sealed class AlarmsPageTests : DeskTest
{
    private readonly int _port;

    public AlarmsPageTests(Browser browser)
        : this(browser, FreePort.Find())
    {
    }

    private AlarmsPageTests(Browser browser, int port)
        : base(browser, 1920, 1080, $"--Noc:Listen:SyslogUdp={port}") => _port = port;

    private ILocator Rows => Page.Locator(".list tbody tr");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Page.GotoAsync(Server.Link);
    }

    [Fact]
    public async Task Alarms_are_found_chosen_and_acknowledged_with_one_comment_and_their_life_is_told()
    {
        await Send("rtr-1", "Gi0/1", isUp: false);
        await Send("rtr-1", "Gi0/2", isUp: false);
        await Send("rtr-2", "Gi0/1", isUp: false);
        await Page.GotoAsync($"{Server.Address}/alarms?q=rtr-1");
        await Live(Page);
        await Expect(Rows).ToHaveCountAsync(2);

        await Page.GetByLabel("Choose all on this page").CheckAsync();
        await Page.GetByPlaceholder("Comment").FillAsync("crew on site");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Acknowledge", Exact = true }).ClickAsync();
        await Expect(Page.Locator(".list tbody tr.quiet")).ToHaveCountAsync(2);

        await Rows.First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Page.Locator("h1")).ToContainTextAsync("rtr-1 Gi0/");
        await Expect(Page.Locator("table").Last).ToContainTextAsync(new Regex("crew on site.*acknowledged.*raised", RegexOptions.Singleline));
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task The_order_stands_still_while_something_is_chosen_and_what_is_new_is_announced()
    {
        await Send("rtr-1", "Gi0/1", isUp: false);
        await Page.GotoAsync($"{Server.Address}/alarms?q=Gi0");
        await Live(Page);
        await Expect(Rows).ToHaveCountAsync(1);
        await Page.GetByLabel(new Regex("^Choose rtr-1")).CheckAsync();

        await Send("rtr-2", "Gi0/1", isUp: false);
        await Send("rtr-1", "Gi0/1", isUp: true);
        await Expect(Page.Locator(".waiting")).ToContainTextAsync("1 alarm has come since");
        await Expect(Rows).ToHaveCountAsync(1);
        await Expect(Rows.First).ToContainTextAsync("cleared, was major");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Choose none" }).ClickAsync();
        await Expect(Rows).ToHaveCountAsync(2);
        await Expect(Rows.First).ToContainTextAsync("rtr-2");
    }

    private async Task Send(string device, string port, bool isUp)
    {
        using var socket = new UdpClient();
        var line = $"<187>12: {device}: %LINK-3-UPDOWN: Interface {port}, changed state to {(isUp ? "up" : "down")}";
        await socket.SendAsync(Encoding.ASCII.GetBytes(line), new IPEndPoint(IPAddress.Loopback, _port));
    }
}
