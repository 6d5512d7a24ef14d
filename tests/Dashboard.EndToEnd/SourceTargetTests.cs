using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>Devices that an administrator adds, asks, pauses and removes on the page of a source, with Net-SNMP's agent as the device.</summary>
[Collection(nameof(Browser))]
public sealed class SourceTargetTests(Browser browser) : DeskTest(browser)
{
    private const string Community = "only-for-this-test";

    [NetSnmpFact]
    public async Task A_device_is_asked_added_looked_at_paused_and_removed_and_a_restart_forgets_nothing()
    {
        using var agent = new Snmpd($"rocommunity {Community} 127.0.0.1");
        await Page.GotoAsync(Server.Link);
        await Page.GotoAsync($"{Server.Address}/sources");
        await Page.Locator("main a[href='/sources/snmp']", new() { HasText = "No device yet: add one" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Ask it once" })).ToBeEnabledAsync();

        await Enter("Address", "not an address");
        await Press("Add");
        await Expect(Page.Locator("#answer")).ToContainTextAsync("'not an address' is no address");

        await Enter("Address", agent.Address);
        await Enter("Name", "router-1");
        await Enter("Community", "wrong");
        await Page.GetByText("What, how often and how long").ClickAsync();
        await Enter("Interval", "1 second");
        await Press("Ask it once");
        await Expect(Page.Locator("#answer")).ToContainTextAsync("it must be a time span");
        await Enter("Interval", "00:00:01");
        await Enter("Time-out", "00:00:00.2");
        await Press("Ask it once");
        await Expect(Page.Locator("#answer")).ToContainTextAsync("did not answer within 0.2 s");
        await Enter("Community", Community);
        await Press("Ask it once");
        await Expect(Page.Locator("#answer")).ToContainTextAsync("agent.test (Net-SNMP) answers within");
        await Press("Add");
        await Expect(Row).ToContainTextAsync("answers", new() { Timeout = 20_000 });
        // A community opens the device to whoever reads it.
        Assert.DoesNotContain(Community, await Page.ContentAsync(), StringComparison.Ordinal);

        await Page.GotoAsync($"{Server.Address}/devices");
        await Page.GetByRole(AriaRole.Link, new() { Name = "router-1" }).ClickAsync();
        await Expect(Page.Locator("main")).ToContainTextAsync("rack 7");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Interfaces" })).ToBeVisibleAsync();
        await Expect(Page.Locator("tr", new() { HasText = "lo" }).First).ToContainTextAsync("up");

        await Page.GotoAsync($"{Server.Address}/sources/snmp");
        await Row.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(Row).ToContainTextAsync("paused since");

        Assert.Empty(Complaints);
        await Server.Kill();
        await Server.Start();
        await Page.GotoAsync($"{Server.Address}/sources/snmp");
        await Expect(Row).ToContainTextAsync("paused since");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Ask it once" })).ToBeEnabledAsync();
        await Row.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(Row).ToContainTextAsync("answers", new() { Timeout = 20_000 });

        await Row.Locator("summary").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove router-1" }).ClickAsync();
        await Expect(Page.Locator("main")).ToContainTextAsync("There is none yet.");
        Assert.DoesNotContain(Community, Server.Output, StringComparison.Ordinal);
    }

    [NetSnmpFact]
    public async Task A_search_finds_the_device_and_adds_it()
    {
        using var agent = new Snmpd();
        await Page.GotoAsync(Server.Link);
        await Page.GotoAsync($"{Server.Address}/sources/snmp");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Search" })).ToBeEnabledAsync();
        await Enter("Addresses", "10.0.0.0/7");
        await Press("Search");
        await Expect(Page.Locator("#searched")).ToContainTextAsync("at most 65536");
        // The port is the form's.
        await Enter("Address", $"0.0.0.0:{agent.Port}");
        await Enter("Addresses", "127.0.0.1-127.0.0.2");
        await Press("Search");
        await Expect(Page.Locator("#searched")).ToContainTextAsync("1 answered", new() { Timeout = 20_000 });
        await Press("Add all");
        await Expect(Page.Locator("tbody tr", new() { HasText = "agent.test" }).First).ToContainTextAsync(agent.Address, new() { Timeout = 20_000 });
    }

    private ILocator Row => Page.Locator("section[aria-labelledby=targets-title] tbody tr", new() { HasText = "router-1" });

    private async Task Enter(string label, string value)
    {
        var field = Page.GetByLabel(label, new() { Exact = true });
        await field.FillAsync(value);
        await field.BlurAsync();
    }

    private Task Press(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
}
