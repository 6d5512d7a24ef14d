using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>Somebody makes a dashboard, changes it with mouse and keyboard, saves it and sends a link to it.</summary>
[Collection(nameof(Browser))]
public sealed class DashboardEditingTests(Browser browser) : IAsyncLifetime
{
    private static readonly string[] Kinds = ["kpi", "chart", "table", "alarms", "events", "sources", "serviceMap", "trend", "anomaly", "insight", "text", "clock"];

    private readonly Server _server = new();
    private readonly List<string> _complaints = [];
    private IBrowserContext _window = null!;
    private IPage _page = null!;

    public async Task InitializeAsync()
    {
        SetDefaultExpectTimeout(20_000);
        await _server.Start();
        _window = await browser.OpenWindow(1600, 1000);
        _page = await Listen(await _window.NewPageAsync());
        await _page.GotoAsync(_server.Link);
        await Live(_page);
    }

    public async Task DisposeAsync()
    {
        await _window.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_dashboard_is_made_with_every_kind_of_widget_changed_undone_saved_and_found_again()
    {
        await Make("my-network", "My network");
        foreach (var kind in Kinds)
            await AddWidget(kind);
        await Expect(Slots).ToHaveCountAsync(Kinds.Length);

        // By mouse: ten columns to the right, and the widget there gives way.
        var chart = Slot("kpi");
        await Expect(chart).ToHaveAttributeAsync("data-x", "0");
        await CloseSettings();
        var width = await _page.EvaluateAsync<double>("document.querySelector('.grid').clientWidth / 24");
        await chart.ScrollIntoViewIfNeededAsync();
        var box = (await chart.BoundingBoxAsync())!;
        await _page.Mouse.MoveAsync(box.X + 30, box.Y + 60);
        await _page.Mouse.DownAsync();
        await _page.Mouse.MoveAsync(box.X + 30 + ((float)width * 10), box.Y + 62, new() { Steps = 12 });
        await Expect(_page.Locator("[data-ghost]")).ToHaveAttributeAsync("data-x", "10");
        await _page.Mouse.UpAsync();
        await Expect(Slot("kpi")).ToHaveAttributeAsync("data-x", "10");
        await Expect(_page.Locator("[data-ghost]")).ToHaveCountAsync(0);
        await NoOverlap();

        // By keyboard: moved, made wider, copied, removed, and two of that taken back.
        await Slot("clock").FocusAsync();
        var row = int.Parse((await Slot("clock").GetAttributeAsync("data-y"))!);
        await _page.Keyboard.PressAsync("ArrowDown");
        await Expect(Slot("clock")).ToHaveAttributeAsync("data-y", $"{row + 1}");
        var wide = int.Parse((await Slot("clock").GetAttributeAsync("data-w"))!);
        await _page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(Slot("clock")).ToHaveAttributeAsync("data-w", $"{wide + 1}");
        await _page.Keyboard.PressAsync("Control+d");
        await Expect(Slots).ToHaveCountAsync(Kinds.Length + 1);
        await Expect(Slot("clock-2")).ToBeFocusedAsync();
        await _page.Keyboard.PressAsync("Delete");
        await Expect(Slots).ToHaveCountAsync(Kinds.Length);
        await _page.Keyboard.PressAsync("Control+z");
        await Expect(Slots).ToHaveCountAsync(Kinds.Length + 1);
        await _page.Keyboard.PressAsync("Control+z");
        await Expect(Slots).ToHaveCountAsync(Kinds.Length);
        await _page.Keyboard.PressAsync("Control+z");
        await Expect(Slot("clock")).ToHaveAttributeAsync("data-w", $"{wide}");
        await _page.Keyboard.PressAsync("Control+Shift+z");
        await Expect(Slot("clock")).ToHaveAttributeAsync("data-w", $"{wide + 1}");

        await Save("all kinds");
        var places = await Places();
        await _page.ReloadAsync();
        await Live(_page);
        await Expect(_page.Locator("h1")).ToHaveTextAsync("My network");
        Assert.Equal(places, await Places());
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_link_shows_the_range_and_the_variable_that_its_sender_saw()
    {
        await Make("shared", "Shared");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Add a variable" }).ClickAsync();
        await _page.GetByLabel("Name", new() { Exact = true }).FillAsync("device");
        await _page.Keyboard.PressAsync("Tab");
        await _page.GetByLabel("Values of the label").FillAsync("device");
        await _page.Keyboard.PressAsync("Tab");
        await AddWidget("chart");
        await Fill(_page.Locator("[data-widget-editor] textarea").First, "rate(node_network_receive_bytes_total{device=~\"$device\"}[$__rate_interval])");
        await Save("");

        await _page.Locator("[data-time-range]").ClickAsync();
        await _page.GetByRole(AriaRole.Link, new() { Name = "15 min" }).ClickAsync();
        await Expect(_page).ToHaveURLAsync(new Regex("from=now-15m"));
        var chart = await _page.Locator("[data-kind=chart]").First.GetAttributeAsync("data-widget");
        await _page.Locator("[data-variable=device] summary").ClickAsync();
        await _page.GetByLabel("lo", new() { Exact = true }).CheckAsync();
        await Expect(_page).ToHaveURLAsync(new Regex("var-device=lo"));
        // What the variable changes is another widget now.
        await Expect(_page.Locator("[data-kind=chart]").First).Not.ToHaveAttributeAsync("data-widget", chart!);

        var other = await Listen(await _window.NewPageAsync());
        await other.GotoAsync(_page.Url);
        await Live(other);
        await Expect(other.Locator("[data-time-range]")).ToContainTextAsync("15 min");
        await Expect(other.Locator("[data-variable=device] summary")).ToContainTextAsync("lo");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_part_of_the_time_that_a_chart_asks_for_becomes_the_address_and_leaves_other_widgets_alone()
    {
        var tile = _page.Locator("[data-kind=kpi]").First;
        var alarms = _page.Locator("[data-kind=alarms]").First;
        await Expect(_page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true })).ToBeEnabledAsync();
        await Expect(alarms).ToHaveAttributeAsync("data-widget", new Regex(@"\d"));
        await Expect(_page.Locator("html[data-page=ready]")).ToBeAttachedAsync();
        var number = await alarms.GetAttributeAsync("data-widget");
        await _page.EvaluateAsync("document.querySelector('[data-kind=chart]').dispatchEvent(new CustomEvent('noc:zoom', { bubbles: true, detail: { from: Date.UTC(2026, 2, 1, 11), to: Date.UTC(2026, 2, 1, 12) } }))");
        await Expect(_page).ToHaveURLAsync(new Regex("from=2026-03-01T11%3A00%3A00Z&to=2026-03-01T12%3A00%3A00Z|from=2026-03-01T11:00:00Z&to=2026-03-01T12:00:00Z"));
        await Expect(_page.Locator("[data-time-range]")).ToContainTextAsync("1 Mar 11:00 to 12:00");
        await Expect(alarms).ToHaveAttributeAsync("data-widget", number!);

        await _page.EvaluateAsync("document.dispatchEvent(new CustomEvent('noc:zoom', { detail: { from: null, to: null } }))");
        await Expect(_page.Locator("[data-time-range]")).ToContainTextAsync("1 Mar 10:30 to 12:30");
        await _page.GetByRole(AriaRole.Link, new() { Name = "Back to live" }).ClickAsync();
        await Expect(_page.Locator("[data-time-range]")).ToContainTextAsync("Last");
        await Expect(tile).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_address_that_cannot_be_read_says_so_and_shows_the_dashboard_all_the_same()
    {
        await _page.GotoAsync($"{_server.Address}/?from=yesterday&refresh=never");
        await Expect(_page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(2);
        await Expect(_page.GetByText("'yesterday' is no time")).ToBeVisibleAsync();
        await Expect(_page.Locator("[data-kind=chart]").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_query_is_completed_and_a_bad_one_shows_its_place_and_changes_nothing()
    {
        await Make("query", "Query");
        await AddWidget("kpi");
        var field = _page.Locator("[data-widget-editor] textarea").First;
        await field.FillAsync("");
        await field.PressSequentiallyAsync("sum(node_loa");
        var offers = _page.Locator("[data-widget-editor] [role=listbox]").First;
        await Expect(offers.GetByRole(AriaRole.Option).First).ToContainTextAsync("node_load");
        await _page.Keyboard.PressAsync("ArrowDown");
        await Expect(field).ToHaveAttributeAsync("aria-activedescendant", new Regex("-1$"));
        await _page.Keyboard.PressAsync("ArrowUp");
        await _page.Keyboard.PressAsync("Tab");
        await Expect(offers).ToBeHiddenAsync();
        await field.PressSequentiallyAsync("{inst");
        await Expect(offers.GetByRole(AriaRole.Option).First).ToContainTextAsync("instance");
        await _page.Keyboard.PressAsync("Enter");
        await field.PressSequentiallyAsync("=");
        await field.PressSequentiallyAsync("}");

        await Expect(_page.Locator("[data-widget-editor] [data-fault]").First).ToContainTextAsync(new Regex(@"Character \d+: unexpected"));
        Assert.Equal("}", await _page.Locator("[data-widget-editor] mark").First.TextContentAsync());
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_page.GetByText("Until this is put right")).ToBeVisibleAsync();

        await Fill(field, "sum(node_load1)");
        await Expect(_page.GetByText("Until this is put right")).ToHaveCountAsync(0);
        await Expect(_page.Locator(".preview [data-slot=value]")).ToHaveTextAsync(new Regex(@"^\d"), new() { Timeout = 10_000 });
    }

    [Fact]
    public async Task Everything_there_is_to_a_widget_can_be_written_as_json()
    {
        await Make("json", "Json");
        await AddWidget("clock");
        await _page.GetByRole(AriaRole.Tab, new() { Name = "JSON" }).ClickAsync();
        var text = _page.Locator("#widget-json");
        await Fill(text, """{ "kind": "clock", "id": "clock", "title": "Berlin", "zone": "Europe/Berlim" }""");
        await Expect(_page.GetByText("the zone is not one of the IANA database")).ToBeVisibleAsync();
        await Fill(text, """{ "kind": "clock", "id": "clock", "title": "Berlin", "zone": "Europe/Berlin" }""");
        await Expect(_page.Locator(".slot[data-widget-id=clock]")).ToHaveAttributeAsync("aria-label", new Regex("^Berlin"));
    }

    [Fact]
    public async Task What_somebody_else_saved_meanwhile_is_told_and_not_overwritten()
    {
        await Make("both", "Both");
        await AddWidget("text");
        await Save("");
        var other = await Listen(await _window.NewPageAsync());
        await other.GotoAsync($"{_server.Address}/d/both");
        await Live(other);
        await other.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Add section" }).ClickAsync();

        await _page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await AddWidget("clock");
        await Save("a clock");

        await Expect(other.GetByText(new Regex("has saved this dashboard meanwhile"))).ToBeVisibleAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(other.GetByText("after you opened it")).ToBeVisibleAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Drop my changes and show theirs" }).ClickAsync();
        await Expect(other.Locator(".slot[data-widget-id=clock]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Leaving_with_changes_that_are_not_saved_is_asked_about()
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await AddWidget("text");
        await _page.GetByRole(AriaRole.Link, new() { Name = "Sources" }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Alertdialog)).ToBeVisibleAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Stay" }).ClickAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Drop them" }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true })).ToBeVisibleAsync();
        await _page.GetByRole(AriaRole.Link, new() { Name = "Sources" }).ClickAsync();
        await Expect(_page).ToHaveURLAsync(new Regex("/sources"));
    }

    [Fact]
    public async Task A_query_is_explored_kept_and_made_a_widget()
    {
        await _page.GetByRole(AriaRole.Link, new() { Name = "Explore" }).ClickAsync();
        await Fill(_page.GetByLabel("PromQL"), "node_load1");
        await Expect(_page.Locator("[data-facts]")).ToContainTextAsync(new Regex(@"ms · 1 series"), new() { Timeout = 10_000 });
        await Expect(_page.Locator("table tbody tr")).ToHaveCountAsync(1);
        await Expect(_page.Locator("[data-kind=chart]")).ToBeVisibleAsync();
        await Fill(_page.GetByLabel("PromQL"), "sum(node_load1");
        await Expect(_page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Character");

        await _page.GetByText("History").ClickAsync();
        await _page.GetByRole(AriaRole.Link, new() { Name = "node_load1" }).First.ClickAsync();
        await Expect(_page.Locator("[data-facts]")).ToBeVisibleAsync();
        await _page.GetByText("Add to dashboard").ClickAsync();
        await _page.GetByLabel("Dashboard", new() { Exact = true }).FillAsync("Loads");
        await _page.GetByRole(AriaRole.Link, new() { Name = "Make \"Loads\"" }).ClickAsync();
        await Expect(_page.Locator("[data-widget-editor] textarea").First).ToHaveValueAsync("node_load1");
        await Save("explored");
        await Expect(_page.Locator("[data-kind=chart]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Editing_and_exploring_have_no_serious_finding_in_either_theme()
    {
        var findings = new List<string>();
        foreach (var theme in new[] { "dark", "light" })
        {
            await _window.AddCookiesAsync([new() { Name = "noc-theme", Value = theme, Url = _server.Address }]);
            await _page.GotoAsync($"{_server.Address}/");
            await Live(_page);
            await _page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
            await _page.GetByRole(AriaRole.Button, new() { Name = "Settings", Exact = true }).ClickAsync();
            await Check($"settings, {theme}", findings);
            await _page.Locator("[data-widget-id=traffic-in]").FocusAsync();
            await _page.Keyboard.PressAsync("Enter");
            await Expect(_page.Locator("[data-widget-editor]")).ToBeVisibleAsync();
            await Check($"widget, {theme}", findings);
            await _page.GotoAsync($"{_server.Address}/explore?query=node_load1");
            await Expect(_page.Locator("[data-facts]")).ToBeVisibleAsync();
            await Live(_page);
            await _page.Locator("[data-time-range]").ClickAsync();
            await Check($"explore, {theme}", findings);
        }
        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    private ILocator Slots => _page.Locator(".slot[data-widget-id]");

    private ILocator Slot(string id) => _page.Locator($".slot[data-widget-id={id}]");

    private async Task Check(string where, List<string> findings)
    {
        var result = await _page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } });
        findings.AddRange(
            from violation in result.Violations
            where violation.Impact is "serious" or "critical"
            from node in violation.Nodes
            select $"{where}: {violation.Id}: {violation.Help} at {node.Html[..Math.Min(200, node.Html.Length)]}");
    }

    private async Task Make(string slug, string title)
    {
        await _page.GotoAsync($"{_server.Address}/d/{slug}");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Make a dashboard here" }).ClickAsync();
        await Fill(_page.GetByLabel("Title", new() { Exact = true }), title);
        await Expect(_page.Locator("h1")).ToHaveTextAsync(title);
    }

    private async Task AddWidget(string kind)
    {
        await _page.GetByText("Add widget", new() { Exact = true }).ClickAsync();
        await _page.Locator($"[data-kind-name={kind}]").ClickAsync();
        await Expect(_page.Locator("#widget-title em")).ToContainTextAsync(kind);
    }

    private async Task CloseSettings()
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = "Close the settings" }).ClickAsync();
        await Expect(_page.Locator("aside.panel")).ToHaveCountAsync(0);
    }

    private async Task Save(string note)
    {
        await _page.GetByLabel("What was changed").FillAsync(note);
        await _page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true })).ToBeVisibleAsync();
    }

    // Enter, and the field tells the server.
    private async Task Fill(ILocator field, string text)
    {
        await field.FillAsync(text);
        await field.BlurAsync();
    }

    private Task<string> Places() =>
        _page.EvaluateAsync<string>("[...document.querySelectorAll('.slot[data-widget-id]')].map(s => [s.dataset.widgetId, s.dataset.x, s.dataset.y, s.dataset.w, s.dataset.h].join(' ')).join('; ')");

    private async Task NoOverlap() => Assert.Equal(0, await _page.EvaluateAsync<int>("""
        (() => {
          const places = [...document.querySelectorAll('.slot[data-widget-id]')].map(s => s.dataset).map(d => [d.x, d.y, d.w, d.h].map(Number));
          return places.filter((a, i) => places.some((b, j) => i < j && a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3])).length;
        })()
        """));

    private async Task<IPage> Listen(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        await page.SetViewportSizeAsync(1600, 1000);
        return page;
    }

    private static Task Live(IPage page) => Expect(page.Locator("html")).ToHaveAttributeAsync("data-connection", "live", new() { Timeout = 10_000 });
}
