using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Dashboard.Ingest.Tests.Sources.NetFlow;
using Microsoft.Playwright;
using static Dashboard.Ingest.Tests.Sources.NetFlow.MessageBuilder;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>The Flows page of a server that an exporter sends NetFlow v9 to.</summary>
[Collection(nameof(Browser))]
public sealed class FlowsPageTests : DeskTest
{
    private readonly int _port;
    private uint _sequence;

    public FlowsPageTests(Browser browser)
        : this(browser, FreePort.Find())
    {
    }

    private FlowsPageTests(Browser browser, int port)
        : base(browser, 1920, 1080, $"--Noc:Listen:NetFlow={port}") => _port = port;

    private ILocator Ranking => Page.Locator(".ranking tbody tr");

    private ILocator Raw => Page.Locator(".raw tbody tr");

    private ILocator Chips => Page.Locator(".chips li:has(b)");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Page.GotoAsync(Server.Link);
    }

    [Fact]
    public async Task A_server_without_flows_says_what_to_connect_and_where()
    {
        await Page.GotoAsync($"{Server.Address}/flows");
        await Expect(Page.Locator("[data-empty]")).ToContainTextAsync("No flows in this window.");
        await Expect(Page.Locator("[data-empty]")).ToContainTextAsync($"NetFlow v5, v9 and IPFIX to port {_port}");
        await Expect(Page.Locator("[data-empty]")).ToContainTextAsync("None has come since this server started.");
        await Expect(Page.Locator("nav[aria-label=Pages] a[aria-current]")).ToHaveTextAsync("Flows");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task What_was_sent_is_ranked_drawn_and_listed_and_a_row_leads_to_what_it_is_made_of()
    {
        await Send(("10.0.0.1", "192.0.2.80", 443, 900_000), ("10.0.0.2", "192.0.2.80", 443, 300_000), ("10.0.0.2", "192.0.2.53", 53, 100_000));
        await Page.GotoAsync($"{Server.Address}/flows");
        await Live(Page);
        await Expect(Ranking).ToHaveCountAsync(2);
        await Expect(Ranking.Nth(0)).ToHaveTextAsync(new Regex("https.*92.3 %", RegexOptions.Singleline));
        await Expect(Ranking.Nth(1)).ToHaveTextAsync(new Regex("dns.*7.69 %", RegexOptions.Singleline));
        await Expect(Raw).ToHaveCountAsync(3);
        await Expect(Page.Locator(".bars rect[data-colour='0']")).Not.ToHaveCountAsync(0);
        await Expect(Page.Locator(".sankey .node text").Filter(new() { HasTextString = "127.0.0.1 xe-0/0/1" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".sankey .link")).ToHaveCountAsync(4);

        await Page.GetByRole(AriaRole.Link, new() { Name = "https", Exact = true }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("by=sourceAddress.*filter=app%20https"));
        await Expect(Ranking).ToHaveCountAsync(2);
        await Expect(Ranking.Nth(0)).ToHaveTextAsync(new Regex("^10.0.0.1.*75.0 %", RegexOptions.Singleline));
        await Expect(Chips).ToHaveTextAsync(["app https ×"]);
        await Expect(Raw).ToHaveCountAsync(2);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task What_comes_while_the_page_is_open_appears_without_a_reload()
    {
        await Page.GotoAsync($"{Server.Address}/flows?by=sourceAddress");
        await Live(Page);
        await Expect(Page.Locator("[data-empty]")).ToBeVisibleAsync();
        await Send(("10.0.0.1", "192.0.2.80", 443, 900_000));
        await Expect(Ranking).ToHaveCountAsync(1);
        await Send(("10.0.0.9", "192.0.2.80", 443, 2_000_000));
        await Expect(Ranking).ToHaveCountAsync(2);
        await Expect(Ranking.Nth(0)).ToContainTextAsync("10.0.0.9");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_filter_is_written_narrows_survives_a_reload_and_is_taken_away_by_its_chip()
    {
        await Send(("10.0.0.1", "192.0.2.80", 443, 900_000), ("10.0.0.2", "192.0.2.53", 53, 100_000), ("10.0.0.2", "192.0.2.80", 443, 200_000));
        await Page.GotoAsync($"{Server.Address}/flows?by=destinationAddress");
        await Live(Page);
        await Expect(Ranking).ToHaveCountAsync(2);
        await Page.GetByLabel("Filter", new() { Exact = true }).FillAsync("src 10.0.0.2/32 if xe-0/0/1 exporter 127.0.0.1");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Chips).ToHaveTextAsync(["src 10.0.0.2/32 ×", "if xe-0/0/1 ×", "exporter 127.0.0.1 ×"]);
        await Expect(Raw).ToHaveCountAsync(2);
        await Expect(Ranking.Nth(0)).ToHaveTextAsync(new Regex("192.0.2.80.*66.7 %", RegexOptions.Singleline));

        await Page.ReloadAsync();
        await Expect(Chips).ToHaveCountAsync(3);
        await Expect(Raw).ToHaveCountAsync(2);
        await Live(Page);

        await Page.GetByRole(AriaRole.Link, new() { Name = "Remove the filter src 10.0.0.2/32" }).ClickAsync();
        await Expect(Chips).ToHaveCountAsync(2);
        await Expect(Raw).ToHaveCountAsync(3);
        Assert.Empty(Complaints);
    }

    [Theory]
    [InlineData("proto udp prot 53", "'prot' at character 11 is none of the words that filter")]
    [InlineData("src 10.0.0.300", "'10.0.0.300' at character 5 cannot be what 'src' is: write an address or a network")]
    [InlineData("exporter 192.0.2.99", "No exporter '192.0.2.99' has sent flows. These have: 127.0.0.1.")]
    public async Task A_filter_that_is_not_understood_gets_a_sentence_and_shows_nothing_else_instead(string filter, string expected)
    {
        await Send(("10.0.0.1", "192.0.2.80", 443, 900_000));
        await Page.GotoAsync($"{Server.Address}/flows");
        await Live(Page);
        await Expect(Raw).ToHaveCountAsync(1);
        await Page.GetByLabel("Filter", new() { Exact = true }).FillAsync(filter);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(expected);
        await Expect(Raw).ToHaveCountAsync(0);
        await Expect(Page.GetByLabel("Filter", new() { Exact = true })).ToHaveValueAsync(filter);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task The_busiest_minute_leads_to_itself_which_stands_still_and_back_to_live()
    {
        await Send(("10.0.0.1", "192.0.2.80", 443, 900_000));
        await Page.GotoAsync($"{Server.Address}/flows?by=conversation");
        await Live(Page);
        await Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^most at ") }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("from=20.*to=20"));
        await Expect(Ranking).ToHaveTextAsync([new Regex("10.0.0.1 → 192.0.2.80 https.*100 %", RegexOptions.Singleline)]);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Back to live" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync($"{Server.Address}/flows?by=conversation");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Single_flows_are_saved_as_CSV_by_who_is_signed_in_alone()
    {
        await Send(("10.0.0.1", "192.0.2.80", 443, 900_000), ("10.0.0.2", "192.0.2.53", 53, 100_000));
        await Page.GotoAsync($"{Server.Address}/flows?filter=port%2053");
        await Expect(Raw).ToHaveCountAsync(1);
        var link = await Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).GetAttributeAsync("href");
        var answer = await Window.APIRequest.GetAsync(Server.Address + link);
        var lines = (await answer.TextAsync()).Trim().Split("\r\n");
        Assert.Equal(2, lines.Length);
        Assert.Contains(",127.0.0.1,xe-0/0/1,8,10.0.0.2,50000,192.0.2.53,53,tcp,dns,100000,70,", lines[1], StringComparison.Ordinal);

        var refused = await Window.APIRequest.GetAsync($"{Server.Address}/api/flows.csv?filter=nonsense");
        Assert.Equal(400, refused.Status);
        Assert.Contains("'nonsense' at character 1", await refused.TextAsync(), StringComparison.Ordinal);
        using var stranger = new HttpClient();
        using var turnedAway = await stranger.GetAsync(new Uri($"{Server.Address}{link}"));
        Assert.Equal(HttpStatusCode.Unauthorized, turnedAway.StatusCode);
    }

    [Theory]
    [InlineData("dark", 1920)]
    [InlineData("dark", 390)]
    [InlineData("light", 1920)]
    [InlineData("light", 390)]
    public async Task A_page_full_of_flows_is_accessible_and_no_wider_than_the_screen(string theme, int width)
    {
        await Send(("10.0.0.1", "192.0.2.80", 443, 900_000), ("10.0.0.2", "192.0.2.53", 53, 100_000));
        await Window.AddCookiesAsync([new() { Name = "noc-theme", Value = theme, Url = Server.Address }]);
        await Page.SetViewportSizeAsync(width, 900);
        await Page.GotoAsync($"{Server.Address}/flows?by=conversation&filter=src%2010.0.0.0/8%20exporter%20127.0.0.1");
        await Live(Page);
        await Expect(Ranking).ToHaveCountAsync(2);
        Assert.Empty(await Page.Findings($"{theme} {width}"));
        Assert.InRange(await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"), int.MinValue, 0);
        Assert.Empty(Complaints);
    }

    // What a router tells: the name of its first interface, and flows that came in by it. Waits until they have been taken in.
    private async Task Send(params (string Source, string Destination, int Port, uint Octets)[] flows)
    {
        var message = new MessageBuilder(9, _sequence++, seconds: (uint)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds())
            .OptionsTemplate(301, 1, "1:4", "10:4", "82:8").Set(301, [.. Four(0), .. Four(7), .. "xe-0/0/1"u8])
            .Template(300, "8:4", "12:4", "7:2", "11:2", "4:1", "10:4", "14:4", "1:4", "2:4", "22:4", "21:4")
            .Set(300, [.. flows.SelectMany(static f => (byte[])
            [
                .. IPAddress.Parse(f.Source).GetAddressBytes(), .. IPAddress.Parse(f.Destination).GetAddressBytes(), .. Two(50_000), .. Two(f.Port), 6, .. Four(7), .. Four(8),
                .. Four(f.Octets), .. Four(70), .. Four(90_000), .. Four(99_000),
            ])])
            .Build();
        using var udp = new UdpClient();
        await udp.SendAsync(message, new IPEndPoint(IPAddress.Loopback, _port));
        var newest = string.Create(CultureInfo.InvariantCulture, $",{flows[^1].Octets},70,");
        for (var patience = 0; patience < 200; patience++)
        {
            var csv = await Window.APIRequest.GetAsync($"{Server.Address}/api/flows.csv");
            if ((await csv.TextAsync()).Contains(newest, StringComparison.Ordinal))
                return;
        }
        Assert.Fail("The flows did not arrive.");
    }
}
