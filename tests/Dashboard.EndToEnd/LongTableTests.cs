using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>A table of ten thousand rows, of which a screen shows some thirty.</summary>
[Collection(nameof(Browser))]
public sealed class LongTableTests(Browser browser) : DeskTest(browser, 1600, 1000)
{
    private const int Rows = 10_000;

    // The row in the middle of what is seen, counted from nought; -1 where there is none.
    private const string InTheMiddle = """
        (() => {
          const { left, top, height } = document.querySelector('.scroll').getBoundingClientRect();
          const row = document.elementFromPoint(left + 20, top + height / 2)?.closest('tr');
          return row?.ariaRowIndex ? Number(row.ariaRowIndex) - 2 : -1;
        })()
        """;

    private ILocator Scroll => Page.Locator(".scroll");

    private ILocator Body => Page.Locator("tbody tr[aria-rowindex]");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Page.GotoAsync(Server.Link);
        foreach (var ports in Enumerable.Range(0, Rows).Chunk(2000))
            await Write(ports.Select(static i => string.Create(CultureInfo.InvariantCulture, $"port,name=p{i:0000} load={i * 7919 % Rows}")));
        await Put("ports", """
            { "place": { "x": 0, "y": 0, "width": 24, "height": 14 }, "widget": { "kind": "table", "id": "ports", "title": "Ports", "key": ["name"], "rowName": "port", "maxRows": 10000,
              "columns": [{ "title": "Port", "label": "name" }, { "title": "Load", "query": "port_load" }] } }
            """);
        await Page.GotoAsync($"{Server.Address}/d/ports");
        await Expect(Page.Locator("html[data-page=ready]")).ToBeAttachedAsync();
        await Expect(Page.Locator("[data-kind=table] h2")).ToContainTextAsync("10000 ports");
    }

    [Fact]
    public async Task Only_what_is_about_to_be_seen_is_drawn_and_every_row_can_be_scrolled_to()
    {
        await Expect(Body.First).ToContainTextAsync("p0000");
        Assert.InRange(await Body.CountAsync(), 30, 200);

        foreach (var part in new[] { 0.25, 0.5, 0.75, 0.1 })
        {
            await Scroll.EvaluateAsync("(box, part) => { box.scrollTop = (box.scrollHeight - box.clientHeight) * part; }", part);
            var (row, expected) = (-1, part * Rows);
            for (var patience = 0; patience < 100 && row < 0; patience++)
                row = await Page.EvaluateAsync<int>(InTheMiddle);
            Assert.InRange(row, expected - 30, expected + 30);
            await Expect(Body.Nth(0)).ToContainTextAsync(new Regex(@"^p\d{4}"));
            Assert.InRange(await Body.CountAsync(), 30, 200);
        }

        await Scroll.FocusAsync();
        await Page.Keyboard.PressAsync("End");
        await Expect(Page.Locator("tr", new() { HasTextString = "p9999" })).ToBeInViewportAsync();
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task What_is_sorted_or_filtered_anew_begins_at_its_top()
    {
        await Scroll.EvaluateAsync("box => { box.scrollTop = box.scrollHeight; }");
        await Expect(Body.Last).ToContainTextAsync("p9999");

        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Load") }).ClickAsync();
        await Expect(Body.First).ToContainTextAsync("10.0 k");
        await Expect(Body.First).ToBeInViewportAsync();

        await Scroll.EvaluateAsync("box => { box.scrollTop = box.scrollHeight; }");
        await Page.GetByLabel("Filter the ports").FillAsync("p123");
        await Expect(Body).ToHaveCountAsync(10);
        await Expect(Body.First).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Scrolling_through_it_never_draws_more_than_what_is_about_to_be_seen()
    {
        await Page.EvaluateAsync("window.most = 0; new MutationObserver(() => { window.most = Math.max(window.most, document.querySelectorAll('tbody tr[aria-rowindex]').length); }).observe(document.body, { childList: true, subtree: true })");
        await Scroll.HoverAsync();
        for (var i = 0; i < 60; i++)
            await Page.Mouse.WheelAsync(0, 2000);
        await Expect(Body.Last).Not.ToContainTextAsync("p0149");
        Assert.InRange(await Page.EvaluateAsync<int>("window.most"), 30, 200);
    }
}
