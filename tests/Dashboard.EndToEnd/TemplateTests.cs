using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>The dashboards that come with the program, on a fresh start.</summary>
[Collection(nameof(Browser))]
public sealed class TemplateTests(Browser browser) : DeskTest(browser)
{
    [Fact]
    public async Task One_without_data_says_what_to_connect_at_a_desk_and_on_a_wall()
    {
        await Page.GotoAsync(Server.Link);
        foreach (var (slug, sentence) in new[] { ("ran-overview", "VES events, 3GPP PM files or Kafka topics"), ("slice-performance", "S-NSSAI"), ("energy", "3GPP PM files"), ("traces-services", "OpenTelemetry traces") })
        {
            foreach (var place in new[] { "d", "wall" })
            {
                await Page.GotoAsync($"{Server.Address}/{place}/{slug}");
                await Live(Page);
                await Expect(Page.Locator(".needs")).ToBeVisibleAsync();
                await Expect(Page.Locator(".needs")).ToContainTextAsync(sentence);
            }
        }
    }

    [Fact]
    public async Task One_with_data_says_nothing_of_the_kind()
    {
        await Page.GotoAsync(Server.Link);
        foreach (var slug in new[] { "network-overview", "interfaces", "this-server" })
        {
            await Page.GotoAsync($"{Server.Address}/d/{slug}");
            await Expect(Page.Locator("[data-kind=kpi][data-state=ready]").First).ToBeVisibleAsync();
            await Expect(Page.Locator(".needs")).ToBeHiddenAsync();
        }
    }
}
