using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>The tree of the radio network, its search and what is chosen of it, as an operator uses them.</summary>
[Collection(nameof(Browser))]
public sealed class NetworkPageTests(Browser browser) : DeskTest(browser)
{
    private ILocator Rows => Page.Locator("[data-tree] .row a");

    [Fact]
    public async Task The_tree_is_walked_by_keys_and_searched_and_what_is_chosen_leads_to_its_values_and_their_file()
    {
        await Page.GotoAsync(Server.Link);
        await Page.GotoAsync($"{Server.Address}/network");
        await Live(Page);
        await Expect(Page.Locator("main")).ToContainTextAsync("No object of a radio network is known yet.");
        await Deliver();
        // Of a small network the top is open.
        await Expect(Rows).ToHaveCountAsync(2);

        await Rows.First.FocusAsync();
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Rows.Nth(1)).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Rows).ToHaveCountAsync(3);
        await Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Rows.Nth(2)).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Rows).ToHaveTextAsync(["SubNetwork=U", "ManagedElement=gnb-1", "GNBDUFunction=1", "NRCellDU=1 gnb-1-1", "NRCellDU=2 gnb-1-2"]);
        await Page.Keyboard.PressAsync("End");
        await Expect(Rows.Nth(4)).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page).ToHaveURLAsync(new Regex("node=.*NRCellDU%3D2"));
        await Expect(Page.Locator("#part-title")).ToContainTextAsync("NRCellDU=2");
        await Expect(Page.Locator("tr", new() { HasText = "PRB utilisation, downlink" })).ToContainTextAsync("84.0 %");
        await Rows.Nth(4).FocusAsync();
        await Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Rows.Nth(2)).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Rows).ToHaveCountAsync(3);

        await Page.GetByLabel("Search", new() { Exact = true }).FillAsync("gnb-1-1");
        await Expect(Rows).ToHaveCountAsync(1);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page).ToHaveURLAsync(new Regex("q=gnb-1-1"));
        await Rows.First.ClickAsync();
        await Expect(Page.Locator("#part-title")).ToContainTextAsync("NRCellDU=1");
        await Page.GetByLabel("Where RRU_PrbTotDl came from").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Where a value came from" })).ToBeVisibleAsync();
        await Expect(Page.Locator("main table")).ToContainTextAsync("A1.xml");
        Assert.Empty(Complaints);
    }

    // A file of the quarter of an hour that ended last, with two cells.
    private async Task Deliver()
    {
        var now = TimeProvider.System.GetUtcNow();
        var end = now.AddTicks(-(now.Ticks % TimeSpan.FromMinutes(15).Ticks)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var file = $"""
            <?xml version="1.0"?><measCollecFile><fileHeader dnPrefix="SubNetwork=U"><fileSender localDn="OMC"/></fileHeader>
            <measData><managedElement localDn="ManagedElement=gnb-1"/><measInfo><granPeriod duration="PT900S" endTime="{end}"/><measType p="1">RRU.PrbTotDl</measType>
            <measValue measObjLdn="GNBDUFunction=1,NRCellDU=1"><r p="1">42</r></measValue><measValue measObjLdn="GNBDUFunction=1,NRCellDU=2"><r p="1">84</r></measValue>
            </measInfo></measData></measCollecFile>
            """;
        var answer = await Window.APIRequest.PostAsync($"{Server.Address}/api/pm-files?name=A1.xml", new() { DataString = file, Headers = [new("Content-Type", "application/xml")] });
        Assert.True(answer.Ok, await answer.TextAsync());
    }
}
