using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>The KPIs page as an administrator uses it.</summary>
[Collection(nameof(Browser))]
public sealed class KpisPageTests(Browser browser) : DeskTest(browser)
{
    [Fact]
    public async Task A_KPI_is_added_computed_changed_taken_back_to_an_earlier_version_and_removed()
    {
        await Page.GotoAsync(Server.Link);
        await Page.GotoAsync($"{Server.Address}/kpis");
        await Live(Page);
        await Press("New KPI");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync("answer");
        await Page.GetByLabel("Title", new() { Exact = true }).FillAsync("The answer");
        await Page.GetByLabel("Query (PromQL)").FillAsync("sum by ($by) (vector(42)");
        await Press("Compute it once");
        await Expect(Page.Locator("#said")).ToContainTextAsync("query: Character 25:");
        await Page.GetByLabel("Query (PromQL)").FillAsync("sum by ($by) (vector(42))");
        await Press("Compute it once");
        await Expect(Page.Locator("#said")).ToContainTextAsync("For the network and the last hour: 42");
        await Press("Save");
        var row = Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "The answer" });
        await Expect(row).ToContainTextAsync("42");

        await Press("Change The answer");
        await Page.GetByLabel("Owner").FillAsync("Radio planning");
        await Press("Save");
        await Expect(row).ToContainTextAsync("owner Radio planning");

        await Press("Change The answer");
        await Page.GetByText("Versions", new() { Exact = true }).ClickAsync();
        await Press("Load version 1");
        await Expect(Page.Locator("#said")).ToContainTextAsync("This is version 1.");
        await Expect(Page.GetByLabel("Owner")).ToHaveValueAsync("");
        await Press("Remove");
        await Expect(row).ToHaveCountAsync(0);
        Assert.Empty(Complaints);
    }

    private Task Press(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}
