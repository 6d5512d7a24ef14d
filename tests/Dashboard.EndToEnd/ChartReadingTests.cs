using System.Globalization;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>Somebody looks for what happened when: by the crosshair, by zooming in, and beside the day before.</summary>
[Collection(nameof(Browser))]
public sealed class ChartReadingTests(Browser browser) : DeskTest(browser, 1600, 1000)
{
    private const string Charts = """
        { "place": { "x": 0, "y": 0, "width": 12, "height": 9 }, "widget": { "kind": "chart", "id": "one", "title": "One", "series": [{ "query": "minutes_one", "legend": "one" }] } },
        { "place": { "x": 12, "y": 0, "width": 12, "height": 9 }, "widget": { "kind": "chart", "id": "two", "title": "Two", "series": [{ "query": "minutes_two", "legend": "two" }] } }
        """;

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    // The charts count minutes from here on, the second from a hundred.
    private static readonly DateTimeOffset Begin = Now.AddMinutes(-40);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Page.GotoAsync(Server.Link);
    }

    [Fact]
    public async Task The_moment_under_the_pointer_is_read_on_every_chart_of_the_dashboard()
    {
        await OpenMinutes();
        await Expect(Value("one")).ToHaveTextAsync("40");
        await Expect(Value("two")).ToHaveTextAsync("140");
        var box = (await Plot("one").BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + 30);

        await Expect(Value("two")).ToHaveTextAsync(new Regex(@"^13[1-4]"));
        Assert.Equal(await Number("one") + 100, await Number("two"));
        Assert.Equal(box.Width / 2, await Crosshair("one"), 1.5);
        Assert.Equal(box.Width / 2, await Crosshair("two"), 1.5);

        // New data moves the lines, not the reader's eye.
        var panel = Page.Locator("[data-widget-id=two] [data-kind=chart]");
        var drawn = await panel.GetAttributeAsync("data-time");
        await Write("minutes one=40,two=140");
        await Expect(panel).Not.ToHaveAttributeAsync("data-time", drawn!);
        await Expect(Value("two")).ToHaveTextAsync(new Regex(@"^13[1-4]"));
        Assert.Equal(await Number("one") + 100, await Number("two"));

        await Page.Mouse.MoveAsync(2, 2);
        await Expect(Value("two")).ToHaveTextAsync(new Regex("^140"));
    }

    [Fact]
    public async Task A_drag_over_a_chart_becomes_the_address_every_chart_follows_and_the_way_back_is_open()
    {
        await OpenMinutes();
        await Expect(Value("two")).ToHaveTextAsync("140");
        var live = Page.Url;
        var box = (await Plot("one").BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(box.X + (box.Width * 0.4f), box.Y + 30);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(box.X + (box.Width * 0.6f), box.Y + 30, new() { Steps = 6 });
        await Page.Mouse.UpAsync();

        await Expect(Page).ToHaveURLAsync(new Regex(@"from=20\d\d-.*&to=20\d\d-"));
        var (from, to) = Range();
        Assert.InRange((to - from).TotalSeconds, 170, 190);
        Assert.InRange((Now - from).TotalMinutes, 7, 9.5);
        foreach (var id in new[] { "one", "two" })
        {
            await Expect(Page.Locator($"[data-widget-id={id}] h2")).ToContainTextAsync("3 min");
            // At its left edge each chart shows what was at the beginning of the range.
            var plot = (await Plot(id).BoundingBoxAsync())!;
            await Page.Mouse.MoveAsync(plot.X + 1, plot.Y + 30);
            await Expect(Value(id)).ToHaveTextAsync($"{(int)(from - Begin).TotalMinutes + (id == "two" ? 100 : 0)}");
        }

        // A double click shows more, round the same middle.
        var dragged = Page.Url;
        await Plot("two").DblClickAsync();
        await Expect(Page).Not.ToHaveURLAsync(dragged);
        var (widerFrom, widerTo) = Range();
        Assert.Equal(2 * (to - from).TotalSeconds, (widerTo - widerFrom).TotalSeconds, 2);
        await Page.GoBackAsync();
        await Expect(Page).ToHaveURLAsync(dragged);
        await Page.GoBackAsync();
        await Expect(Page).ToHaveURLAsync(live);
        await Expect(Page.Locator("[data-time-range]")).ToContainTextAsync("15 min");
        await Expect(Page.Locator("[data-widget-id=two] h2")).ToContainTextAsync("15 min");
        await Expect(Value("two")).ToHaveTextAsync("140");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task The_day_before_lies_behind_today_and_the_link_shows_both_to_somebody_else()
    {
        await Write(Enumerable.Range(-120, 240).Select(i => $"traffic value=30 {Now.AddDays(-1).AddSeconds(i * 5).ToUnixTimeMilliseconds()}"));
        await Write(Enumerable.Range(-120, 121).Select(i => $"traffic value=70 {Now.AddSeconds(i * 5).ToUnixTimeMilliseconds()}"));
        await Put("days", """{ "place": { "x": 0, "y": 0, "width": 24, "height": 12 }, "widget": { "kind": "chart", "id": "one", "title": "Traffic", "series": [{ "query": "traffic_value", "legend": "traffic" }] } }""");
        await Page.GotoAsync($"{Server.Address}/d/days?from=now-5m&to=now");
        await Expect(Value("one")).ToHaveTextAsync("70");
        await Expect(Page.Locator(".legend [data-past]")).ToHaveCountAsync(0);

        await Page.Locator("[data-compare]").ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "a day before" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("compare=1d"));
        await ShowsBoth(Page);

        await Page.GetByText("Share", new() { Exact = true }).ClickAsync();
        var link = await Page.GetByLabel("Link to this view, moving on with the time").InputValueAsync();
        var other = await OpenPage();
        await other.GotoAsync(link);
        await ShowsBoth(other);
        await Expect(other.Locator("[data-compare]")).ToContainTextAsync("a day before");
        Assert.Empty(Complaints);
    }

    private static async Task ShowsBoth(IPage page)
    {
        await Expect(page.Locator(".legend li[data-past] b")).ToHaveTextAsync("30");
        await Expect(page.Locator(".legend li[data-past]")).ToContainTextAsync("traffic");
        await Expect(page.Locator(".legend li:not([data-past]) b")).ToHaveTextAsync("70");
    }

    private async Task OpenMinutes()
    {
        await Minutes();
        await Put("minutes", Charts);
        await Page.GotoAsync($"{Server.Address}/d/minutes?from=now-15m&to=now");
        await Expect(Page.Locator("html[data-page=ready]")).ToBeAttachedAsync();
    }

    // Every five seconds, in the order of time.
    private Task Minutes() => Write(
        from i in Enumerable.Range(0, (int)((Now - Begin).TotalSeconds / 5) + 1)
        let minute = i / 12
        select $"minutes one={minute},two={minute + 100} {Begin.AddSeconds(i * 5).ToUnixTimeMilliseconds()}");

    private ILocator Plot(string id) => Page.Locator($"[data-widget-id={id}] .u-over");

    private ILocator Value(string id) => Page.Locator($"[data-widget-id={id}] .legend li b").First;

    private async Task<double> Number(string id) => double.Parse((await Value(id).TextContentAsync())!, CultureInfo.InvariantCulture);

    // How far from the left of its chart it stands.
    private async Task<double> Crosshair(string id) =>
        (await Page.Locator($"[data-widget-id={id}] .u-cursor-x").BoundingBoxAsync())!.X - (await Plot(id).BoundingBoxAsync())!.X;

    private (DateTimeOffset From, DateTimeOffset To) Range()
    {
        var said = HttpUtility.ParseQueryString(new Uri(Page.Url).Query);
        return (DateTimeOffset.Parse(said["from"]!, CultureInfo.InvariantCulture), DateTimeOffset.Parse(said["to"]!, CultureInfo.InvariantCulture));
    }
}
