using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>Somebody makes a dashboard, changes it with mouse and keyboard, saves it and sends a link to it.</summary>
[Collection(nameof(Browser))]
public sealed class DashboardEditingTests(Browser browser) : DeskTest(browser, 1600, 1000)
{
    private static readonly string[] Kinds = ["kpi", "chart", "table", "alarms", "events", "sources", "serviceMap", "trend", "anomaly", "insight", "text", "clock"];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Page.GotoAsync(Server.Link);
        await Live(Page);
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
        var width = await Page.EvaluateAsync<double>("document.querySelector('.grid').clientWidth / 24");
        await chart.ScrollIntoViewIfNeededAsync();
        var box = (await chart.BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(box.X + 30, box.Y + 60);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(box.X + 30 + ((float)width * 10), box.Y + 62, new() { Steps = 12 });
        await Expect(Page.Locator("[data-ghost]")).ToHaveAttributeAsync("data-x", "10");
        await Page.Mouse.UpAsync();
        await Expect(Slot("kpi")).ToHaveAttributeAsync("data-x", "10");
        await Expect(Page.Locator("[data-ghost]")).ToHaveCountAsync(0);
        await NoOverlap();

        // By keyboard: moved, made wider, copied, removed, and two of that taken back.
        await Slot("clock").FocusAsync();
        var row = int.Parse((await Slot("clock").GetAttributeAsync("data-y"))!);
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Slot("clock")).ToHaveAttributeAsync("data-y", $"{row + 1}");
        var wide = int.Parse((await Slot("clock").GetAttributeAsync("data-w"))!);
        await Page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(Slot("clock")).ToHaveAttributeAsync("data-w", $"{wide + 1}");
        await Page.Keyboard.PressAsync("Control+d");
        await Expect(Slots).ToHaveCountAsync(Kinds.Length + 1);
        await Expect(Slot("clock-2")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Delete");
        await Expect(Slots).ToHaveCountAsync(Kinds.Length);
        await Page.Keyboard.PressAsync("Control+z");
        await Expect(Slots).ToHaveCountAsync(Kinds.Length + 1);
        await Page.Keyboard.PressAsync("Control+z");
        await Expect(Slots).ToHaveCountAsync(Kinds.Length);
        await Page.Keyboard.PressAsync("Control+z");
        await Expect(Slot("clock")).ToHaveAttributeAsync("data-w", $"{wide}");
        await Page.Keyboard.PressAsync("Control+Shift+z");
        await Expect(Slot("clock")).ToHaveAttributeAsync("data-w", $"{wide + 1}");

        await Save("all kinds");
        var places = await Places();
        await Page.ReloadAsync();
        await Live(Page);
        await Expect(Page.Locator("h1")).ToHaveTextAsync("My network");
        Assert.Equal(places, await Places());
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_node_of_a_map_stays_where_it_is_dragged_to()
    {
        await Make("wiring", "Wiring");
        await AddWidget("serviceMap");
        await Fill(Page.Locator("[data-widget-editor] textarea").First, """label_replace(label_replace(vector(5), "client", "core", "", ""), "server", "edge", "", "")""");
        var node = Page.Locator(".slot .map .node").Filter(new() { Has = Page.Locator("title", new() { HasTextString = "edge" }) });
        await Expect(node).ToBeVisibleAsync();
        // What is around the picture may still move it: the node is taken once it has not moved for a second.
        var middle = await Page.EvaluateAsync<float[]>("""
            async () => {
              const look = () => {
                const node = [...document.querySelectorAll('.slot .map .node')].find(n => n.querySelector('title').textContent.includes('edge'));
                const box = node?.querySelector('rect').getBoundingClientRect();
                return box ? [box.x + box.width / 2, box.y + box.height / 2] : [];
              };
              for (let at = look(), still = 0; ; still++) {
                await new Promise(resolve => setTimeout(resolve, 100));
                const now = look();
                if (now.length === 0 || String(now) !== String(at)) still = 0;
                if (still === 10) return now;
                at = now;
              }
            }
            """);
        var before = await node.GetAttributeAsync("transform");
        await Page.Mouse.MoveAsync(middle[0], middle[1]);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(middle[0], middle[1] + 40, new() { Steps = 8 });
        await Page.Mouse.UpAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Let edge go" })).ToBeVisibleAsync();
        await Expect(node).Not.ToHaveAttributeAsync("transform", before!);
        // The widget itself was not moved.
        await Expect(Slot("service-map")).ToHaveAttributeAsync("data-y", "0");
        var after = await node.GetAttributeAsync("transform");

        await Save("edge put down");
        await Page.ReloadAsync();
        await Live(Page);
        await Expect(node).ToHaveAttributeAsync("transform", after!);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_link_shows_the_range_and_the_variable_that_its_sender_saw()
    {
        await Make("shared", "Shared");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add a variable" }).ClickAsync();
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync("device");
        await Page.Keyboard.PressAsync("Tab");
        await Page.GetByLabel("Values of the label").FillAsync("device");
        await Page.Keyboard.PressAsync("Tab");
        await AddWidget("chart");
        await Fill(Page.Locator("[data-widget-editor] textarea").First, "rate(node_network_receive_bytes_total{device=~\"$device\"}[$__rate_interval])");
        await Save("");

        await Page.Locator("[data-time-range]").ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "15 min" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("from=now-15m"));
        var chart = await Page.Locator("[data-kind=chart]").First.GetAttributeAsync("data-widget");
        await Page.Locator("[data-variable=device] summary").ClickAsync();
        await Page.GetByLabel("lo", new() { Exact = true }).CheckAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("var-device=lo"));
        // What the variable changes is another widget now.
        await Expect(Page.Locator("[data-kind=chart]").First).Not.ToHaveAttributeAsync("data-widget", chart!);

        var other = await OpenPage();
        await other.GotoAsync(Page.Url);
        await Live(other);
        await Expect(other.Locator("[data-time-range]")).ToContainTextAsync("15 min");
        await Expect(other.Locator("[data-variable=device] summary")).ToContainTextAsync("lo");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_part_of_the_time_that_a_chart_asks_for_becomes_the_address_and_leaves_other_widgets_alone()
    {
        var tile = Page.Locator("[data-kind=kpi]").First;
        var alarms = Page.Locator("[data-kind=alarms]").First;
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true })).ToBeEnabledAsync();
        await Expect(alarms).ToHaveAttributeAsync("data-widget", new Regex(@"\d"));
        await Expect(Page.Locator("html[data-page=ready]")).ToBeAttachedAsync();
        var number = await alarms.GetAttributeAsync("data-widget");
        await Page.EvaluateAsync("document.querySelector('[data-kind=chart]').dispatchEvent(new CustomEvent('noc:zoom', { bubbles: true, detail: { from: Date.UTC(2026, 2, 1, 11), to: Date.UTC(2026, 2, 1, 12) } }))");
        await Expect(Page).ToHaveURLAsync(new Regex("from=2026-03-01T11%3A00%3A00Z&to=2026-03-01T12%3A00%3A00Z|from=2026-03-01T11:00:00Z&to=2026-03-01T12:00:00Z"));
        await Expect(Page.Locator("[data-time-range]")).ToContainTextAsync("1 Mar 11:00 to 12:00");
        await Expect(alarms).ToHaveAttributeAsync("data-widget", number!);

        await Page.EvaluateAsync("document.dispatchEvent(new CustomEvent('noc:zoom', { detail: { from: null, to: null } }))");
        await Expect(Page.Locator("[data-time-range]")).ToContainTextAsync("1 Mar 10:30 to 12:30");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Back to live" }).ClickAsync();
        await Expect(Page.Locator("[data-time-range]")).ToContainTextAsync("Last");
        await Expect(tile).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_address_that_cannot_be_read_says_so_and_shows_the_dashboard_all_the_same()
    {
        await Page.GotoAsync($"{Server.Address}/?from=yesterday&refresh=never");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(2);
        await Expect(Page.GetByText("'yesterday' is no time")).ToBeVisibleAsync();
        await Expect(Page.Locator("[data-kind=chart]").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_query_is_completed_and_a_bad_one_shows_its_place_and_changes_nothing()
    {
        await Make("query", "Query");
        await AddWidget("kpi");
        var field = Page.Locator("[data-widget-editor] textarea").First;
        await field.FillAsync("");
        await field.PressSequentiallyAsync("sum(node_loa");
        var offers = Page.Locator("[data-widget-editor] [role=listbox]").First;
        await Expect(offers.GetByRole(AriaRole.Option).First).ToContainTextAsync("node_load");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(field).ToHaveAttributeAsync("aria-activedescendant", new Regex("-1$"));
        await Page.Keyboard.PressAsync("ArrowUp");
        await Page.Keyboard.PressAsync("Tab");
        await Expect(offers).ToBeHiddenAsync();
        await field.PressSequentiallyAsync("{inst");
        await Expect(offers.GetByRole(AriaRole.Option).First).ToContainTextAsync("instance");
        await Page.Keyboard.PressAsync("Enter");
        await field.PressSequentiallyAsync("=");
        await field.PressSequentiallyAsync("}");

        await Expect(Page.Locator("[data-widget-editor] [data-fault]").First).ToContainTextAsync(new Regex(@"Character \d+: unexpected"));
        Assert.Equal("}", await Page.Locator("[data-widget-editor] mark").First.TextContentAsync());
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByText("Until this is put right")).ToBeVisibleAsync();

        await Fill(field, "sum(node_load1)");
        await Expect(Page.GetByText("Until this is put right")).ToHaveCountAsync(0);
        await Expect(Page.Locator(".preview [data-slot=value]")).ToHaveTextAsync(new Regex(@"^\d"), new() { Timeout = 10_000 });
    }

    [Fact]
    public async Task Everything_there_is_to_a_widget_can_be_written_as_json()
    {
        await Make("json", "Json");
        await AddWidget("clock");
        await Page.GetByRole(AriaRole.Tab, new() { Name = "JSON" }).ClickAsync();
        var text = Page.Locator("#widget-json");
        await Fill(text, """{ "kind": "clock", "id": "clock", "title": "Berlin", "zone": "Europe/Berlim" }""");
        await Expect(Page.GetByText("the zone is not one of the IANA database")).ToBeVisibleAsync();
        await Fill(text, """{ "kind": "clock", "id": "clock", "title": "Berlin", "zone": "Europe/Berlin" }""");
        await Expect(Page.Locator(".slot[data-widget-id=clock]")).ToHaveAttributeAsync("aria-label", new Regex("^Berlin"));
    }

    [Fact]
    public async Task What_somebody_else_saved_meanwhile_is_told_and_not_overwritten()
    {
        await Make("both", "Both");
        await AddWidget("text");
        await Save("");
        var other = await OpenPage();
        await other.GotoAsync($"{Server.Address}/d/both");
        await Live(other);
        await other.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Add section" }).ClickAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await AddWidget("clock");
        await Save("a clock");

        await Expect(other.GetByText(new Regex("has saved this dashboard meanwhile"))).ToBeVisibleAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(other.GetByText("after you opened it")).ToBeVisibleAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Drop my changes and show theirs" }).ClickAsync();
        await Expect(other.Locator(".slot[data-widget-id=clock]")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_saved_a_dashboard_and_from_where_stands_in_the_audit_trail_whatever_the_network_lets_through(bool hasWebSockets)
    {
        if (!hasWebSockets)
            await Page.AddInitScriptAsync("delete window.WebSocket");
        await Make("audited", "Audited");
        await AddWidget("text");
        await Save("the first");
        await Page.GotoAsync($"{Server.Address}/users");
        var entry = Page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("dashboard: audited") });
        await Expect(entry.Locator("[data-label=Who]")).ToHaveTextAsync("admin");
        await Expect(entry.Locator("[data-label=From]")).ToHaveTextAsync("127.0.0.1");
    }

    [Fact]
    public async Task Leaving_with_changes_that_are_not_saved_is_asked_about()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await AddWidget("text");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Sources" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alertdialog)).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Stay" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Drop them" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true })).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Sources" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/sources"));
    }

    [Fact]
    public async Task A_query_is_explored_kept_and_made_a_widget()
    {
        await Page.GetByRole(AriaRole.Link, new() { Name = "Explore" }).ClickAsync();
        await Fill(Page.GetByLabel("PromQL"), "node_load1");
        await Expect(Page.Locator("[data-facts]")).ToContainTextAsync(new Regex(@"ms · 1 series"), new() { Timeout = 10_000 });
        await Expect(Page.Locator("table tbody tr")).ToHaveCountAsync(1);
        await Expect(Page.Locator("[data-kind=chart]")).ToBeVisibleAsync();
        await Fill(Page.GetByLabel("PromQL"), "sum(node_load1");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Character");

        await Page.GetByText("History").ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "node_load1" }).First.ClickAsync();
        await Expect(Page.Locator("[data-facts]")).ToBeVisibleAsync();
        await Page.GetByText("Add to dashboard").ClickAsync();
        await Page.GetByLabel("Dashboard", new() { Exact = true }).FillAsync("Loads");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Make \"Loads\"" }).ClickAsync();
        await Expect(Page.Locator("[data-widget-editor] textarea").First).ToHaveValueAsync("node_load1");
        await Save("explored");
        await Expect(Page.Locator("[data-kind=chart]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Editing_and_exploring_have_no_serious_finding_in_either_theme()
    {
        var findings = new List<string>();
        foreach (var theme in new[] { "dark", "light" })
        {
            await Window.AddCookiesAsync([new() { Name = "noc-theme", Value = theme, Url = Server.Address }]);
            await Page.GotoAsync($"{Server.Address}/");
            await Live(Page);
            await Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
            await Page.GetByRole(AriaRole.Button, new() { Name = "Settings", Exact = true }).ClickAsync();
            findings.AddRange(await Page.Findings($"settings, {theme}"));
            await Page.Locator("[data-widget-id=traffic-in]").FocusAsync();
            await Page.Keyboard.PressAsync("Enter");
            await Expect(Page.Locator("[data-widget-editor]")).ToBeVisibleAsync();
            findings.AddRange(await Page.Findings($"widget, {theme}"));
            await Page.GotoAsync($"{Server.Address}/explore?query=node_load1");
            await Expect(Page.Locator("[data-facts]")).ToBeVisibleAsync();
            await Live(Page);
            await Page.Locator("[data-time-range]").ClickAsync();
            findings.AddRange(await Page.Findings($"explore, {theme}"));
        }
        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    private ILocator Slots => Page.Locator(".slot[data-widget-id]");

    private ILocator Slot(string id) => Page.Locator($".slot[data-widget-id={id}]");

    private async Task Make(string slug, string title)
    {
        await Page.GotoAsync($"{Server.Address}/d/{slug}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Make a dashboard here" }).ClickAsync();
        await Fill(Page.GetByLabel("Title", new() { Exact = true }), title);
        await Expect(Page.Locator("h1")).ToHaveTextAsync(title);
    }

    private async Task AddWidget(string kind)
    {
        await Page.GetByText("Add widget", new() { Exact = true }).ClickAsync();
        await Page.Locator($"[data-kind-name={kind}]").ClickAsync();
        await Expect(Page.Locator("#widget-title em")).ToContainTextAsync(kind);
    }

    private async Task CloseSettings()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Close the settings" }).ClickAsync();
        await Expect(Page.Locator("aside.panel")).ToHaveCountAsync(0);
    }

    private async Task Save(string note)
    {
        await Page.GetByLabel("What was changed").FillAsync(note);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true })).ToBeVisibleAsync();
    }

    // Enter, and the field tells the server.
    private async Task Fill(ILocator field, string text)
    {
        await field.FillAsync(text);
        await field.BlurAsync();
    }

    private Task<string> Places() =>
        Page.EvaluateAsync<string>("[...document.querySelectorAll('.slot[data-widget-id]')].map(s => [s.dataset.widgetId, s.dataset.x, s.dataset.y, s.dataset.w, s.dataset.h].join(' ')).join('; ')");

    private async Task NoOverlap() => Assert.Equal(0, await Page.EvaluateAsync<int>("""
        (() => {
          const places = [...document.querySelectorAll('.slot[data-widget-id]')].map(s => s.dataset).map(d => [d.x, d.y, d.w, d.h].map(Number));
          return places.filter((a, i) => places.some((b, j) => i < j && a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3])).length;
        })()
        """));
}
