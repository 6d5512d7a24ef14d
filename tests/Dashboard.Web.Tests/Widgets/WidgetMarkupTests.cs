using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Components.Widgets;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;
using NSubstitute;

namespace Dashboard.Web.Tests.Widgets;

/// <summary>What each widget looks like in the states it can be in, from samples in the cache to the markup.</summary>
public sealed class WidgetMarkupTests : IDisposable
{
    private static readonly KpiDefinition Loss = new()
    {
        SparkRange = TimeSpan.FromMinutes(15),
        Id = "loss",
        Title = "Packet loss",
        Unit = Unit.Percent,
        Query = "loss",
        Thresholds = [new(PerceivedSeverity.Major, 0.1)],
    };

    private static readonly ChartDefinition Traffic = new()
    {
        Range = TimeSpan.FromMinutes(15),
        Step = TimeSpan.FromSeconds(5),
        Id = "traffic",
        Title = "Traffic",
        Unit = Unit.BitsPerSecond,
        Series = [new("bits", "{{device}}")],
        Interval = TimeSpan.FromSeconds(5),
    };

    private static readonly TableDefinition Interfaces = new()
    {
        Id = "interfaces",
        Title = "Interfaces",
        Key = ["device"],
        RowName = "interface",
        Columns =
        [
            new() { Title = "State", Query = "carrier", States = [new("off", null), new("no carrier", PerceivedSeverity.Major), new("up", PerceivedSeverity.Cleared)] },
            new() { Title = "Interface", Label = "device" },
            new() { Title = "Utilisation", Query = "utilisation", Unit = Unit.Percent, Bar = true, Thresholds = [new(PerceivedSeverity.Minor, 80)] },
        ],
    };

    private readonly LiveHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task A_kpi_within_its_limits_is_calm()
    {
        _house.Put(0.05, 1, "loss");
        var tile = (await Render<KpiWidget>(Loss)).QuerySelector(".kpi")!;

        Assert.Equal(("ready", "cleared", "fresh"), States(tile));
        Assert.Equal("0.05", Slot(tile, "value"));
        Assert.Equal("%", Slot(tile, "unit"));
        Assert.StartsWith("target ≤ 0.1 %", Slot(tile, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breached_kpi_shows_hue_shape_and_letter_together()
    {
        _house.Put(0.31, 1, "loss");
        var tile = (await Render<KpiWidget>(Loss)).QuerySelector(".kpi")!;

        Assert.Equal(("ready", "major", "fresh"), States(tile));
        // The symbol holds the triangle and the M; its name is read out.
        Assert.Equal("#sev-major", tile.QuerySelector("[data-slot=mark] use")!.GetAttribute("href"));
        Assert.Equal("major", tile.QuerySelector("[data-slot=mark]")!.GetAttribute("aria-label"));
    }

    [Fact]
    public async Task A_kpi_without_data_says_where_to_look()
    {
        var tile = (await Render<KpiWidget>(Loss)).QuerySelector(".kpi")!;
        Assert.Equal(("empty", "cleared", "fresh"), States(tile));
        Assert.Equal("–", Slot(tile, "value"));
        Assert.Contains("See Sources", Slot(tile, "detail"));
    }

    [Theory]
    [InlineData(1, "fresh")]
    [InlineData(5, "late")]
    [InlineData(11, "stale")]
    public async Task A_widget_is_late_at_twice_its_interval_and_stale_at_five_times(int secondsAgo, string age)
    {
        _house.Put(0.05, secondsAgo, "loss");
        var tile = (await Render<KpiWidget>(Loss)).QuerySelector(".kpi")!;
        Assert.Equal(("ready", "cleared", age), States(tile));
    }

    [Fact]
    public async Task A_kpi_whose_query_fails_shows_why()
    {
        var tile = (await Render<KpiWidget>(Loss with { Query = "loss{" })).QuerySelector(".kpi")!;
        Assert.Equal("error", tile.GetAttribute("data-state"));
        Assert.Contains("parse error", Slot(tile, "detail"));
    }

    [Fact]
    public async Task A_chart_without_data_says_where_to_look()
    {
        var empty = (await Render<ChartWidget>(Traffic)).QuerySelector(".chart")!;
        Assert.Equal("empty", empty.GetAttribute("data-state"));
        Assert.Contains("No data", Slot(empty, "message"));
    }

    [Fact]
    public async Task A_chart_names_its_lines()
    {
        _house.Put(1e6, 1, "bits", ("device", "eth0"));
        var full = (await Render<ChartWidget>(Traffic)).QuerySelector(".chart")!;
        Assert.Equal("ready", full.GetAttribute("data-state"));
        Assert.Equal("eth0", full.QuerySelector(".legend li span")!.TextContent);
        Assert.Equal("img", full.QuerySelector(".plot")!.GetAttribute("role"));
    }

    [Fact]
    public async Task A_chart_with_old_data_is_stale()
    {
        _house.Put(1e6, 60, "bits", ("device", "eth0"));
        Assert.Equal("stale", (await Render<ChartWidget>(Traffic)).QuerySelector(".chart")!.GetAttribute("data-age"));
    }

    [Fact]
    public async Task What_is_measured_less_often_than_the_widget_looks_is_late_by_its_own_measure()
    {
        foreach (var ago in new[] { 160, 100, 70, 40 })
            _house.Put(1e6, ago, "bits", ("device", "eth0"));
        Assert.Equal("fresh", (await Render<ChartWidget>(Traffic)).QuerySelector(".chart")!.GetAttribute("data-age"));
        _house.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("late", (await Render<ChartWidget>(Traffic)).QuerySelector(".chart")!.GetAttribute("data-age"));
    }

    [Fact]
    public async Task A_table_shows_the_worst_state_first_with_marks_bars_and_words()
    {
        foreach (var (device, carrier, utilisation) in new[] { ("eth0", 2, 41.0), ("eth1", 1, 0.0), ("eth2", 0, double.NaN), ("eth3", 2, 84.0) })
        {
            _house.Put(carrier, 1, "carrier", ("device", device));
            if (!double.IsNaN(utilisation))
                _house.Put(utilisation, 1, "utilisation", ("device", device));
        }

        var table = (await Render<TableWidget>(Interfaces)).QuerySelector(".table")!;

        var rows = table.QuerySelectorAll("tbody tr");
        Assert.Equal(["eth1", "eth0", "eth3", "eth2"], rows.Select(r => r.Children[1].TextContent.Trim()));
        Assert.Equal("#sev-major", rows[0].QuerySelector("use")!.GetAttribute("href"));
        Assert.Contains("no carrier", rows[0].TextContent);
        Assert.Equal("minor", rows[2].Children[2].GetAttribute("data-severity"));
        Assert.Equal("84%", rows[2].QuerySelector(".fill")!.GetAttribute("width"));
        Assert.Equal("–", rows[3].Children[2].TextContent.Trim());
        Assert.Contains("4 interfaces", table.QuerySelector("h2")!.TextContent);
        Assert.Equal("descending", table.QuerySelector("th")!.GetAttribute("aria-sort"));
    }

    [Fact]
    public async Task A_table_without_rows_says_so() =>
        Assert.Contains("No data", (await Render<TableWidget>(Interfaces)).QuerySelector(".message")!.TextContent);

    [Fact]
    public async Task A_table_with_old_data_is_stale()
    {
        _house.Put(2, 60, "carrier", ("device", "eth0"));
        Assert.Equal("stale", (await Render<TableWidget>(Interfaces)).QuerySelector(".table")!.GetAttribute("data-age"));
    }

    [Fact]
    public async Task Alarms_come_worst_first_and_their_absence_is_said_in_words()
    {
        var definition = new AlarmsDefinition { Id = "alarms", Title = "Active alarms" };
        Assert.Contains("Nothing is wrong", (await Render<AlarmsWidget>(definition)).TextContent);

        Raise("full", PerceivedSeverity.Minor, "rtr-1 disk");
        Raise("down", PerceivedSeverity.Critical, "rtr-2 eth0");
        var rows = (await Render<AlarmsWidget>(definition)).QuerySelectorAll("tbody tr");
        Assert.Equal(["rtr-2 eth0", "rtr-1 disk"], rows.Select(r => r.QuerySelector("b")!.TextContent));
        Assert.Equal("critical", rows[0].QuerySelector("svg")!.GetAttribute("aria-label"));
    }

    [Fact]
    public async Task Events_come_newest_first()
    {
        _house.Events.Add(new EventRecord(_house.Now - 60_000, "rtr-1 eth0", "link-down", PerceivedSeverity.Major, "rtr-1 eth0 went down"));
        _house.Events.Add(new EventRecord(_house.Now - 1000, "rtr-1 eth0", "link-up", PerceivedSeverity.Cleared, "rtr-1 eth0 came up"));
        var rows = (await Render<EventsWidget>(new EventsDefinition { Id = "events", Title = "Recent events" })).QuerySelectorAll("tbody tr");
        Assert.Equal(["rtr-1 eth0 came up", "rtr-1 eth0 went down"], rows.Select(r => r.Children[1].TextContent));
    }

    [Fact]
    public async Task A_title_leads_where_it_is_told_to_and_tells_what_it_means()
    {
        var tile = (await Render<KpiWidget>(Loss with { Link = "/d/interfaces", Description = "Packets that never came." })).QuerySelector(".kpi")!;
        Assert.Equal(("/d/interfaces", "Packet loss"), (tile.QuerySelector("h2 a")!.GetAttribute("href"), tile.QuerySelector("h2 a")!.TextContent));
        var about = tile.QuerySelector("button.about")!;
        Assert.Equal("Packets that never came.", about.GetAttribute("aria-description"));
        Assert.Equal(tile.QuerySelector("[popover]")!.Id, about.GetAttribute("popovertarget"));
    }

    [Fact]
    public async Task A_tables_rows_lead_on_and_only_those_that_are_about_to_be_seen_are_drawn()
    {
        for (var i = 0; i < 250; i++)
            _house.Put(2, 1, "carrier", ("device", $"eth{i:000}"));

        var table = (await Render<TableWidget>(Interfaces with { RowLink = "/d/x?var-device={{device}}" })).QuerySelector(".table")!;

        Assert.Equal(150, table.QuerySelectorAll("tbody tr[aria-rowindex]").Length);
        Assert.Equal("251", table.QuerySelector("table")!.GetAttribute("aria-rowcount"));
        // Two rem for each of the others.
        Assert.Equal(["200rem"], table.QuerySelectorAll("tbody .gap svg").Select(g => g.GetAttribute("height")));
        Assert.Contains(table.QuerySelectorAll("tbody a"), a => a.GetAttribute("href") == "/d/x?var-device=eth000");
    }

    [Fact]
    public async Task A_map_is_drawn_within_its_panel()
    {
        _house.Put(2, 1, "calls", ("client", "smo"), ("server", "cu"));
        var map = new ServiceMapDefinition { Id = "map", Title = "Map", Rate = "calls" };
        var panel = (await Render<MarkupWidget<ServiceMapDefinition>>(map)).QuerySelector("[data-kind=serviceMap]")!;
        Assert.Equal("ready", panel.GetAttribute("data-state"));
        Assert.Equal(2, panel.QuerySelectorAll(".node").Length);
    }

    [Fact]
    public async Task Text_and_clock_are_there_at_once()
    {
        Assert.Equal("bold", (await Render<TextWidget>(new TextDefinition { Id = "text", Title = "", Markdown = "**bold**" })).QuerySelector("strong")!.TextContent);
        Assert.Contains("Nothing is written", (await Render<TextWidget>(new TextDefinition { Id = "text", Title = "", Markdown = "" })).TextContent);
        var clock = (await Render<ClockWidget>(new ClockDefinition { Id = "clock", Title = "UTC" })).QuerySelector(".time")!;
        Assert.Equal(_house.Clock.GetUtcNow().ToString("HH:mm:ss"), clock.TextContent);
    }

    private void Raise(string rule, PerceivedSeverity severity, string subject) =>
        _house.Alarms.Take(new AlarmNotification
        {
            ManagedObject = subject,
            Type = AlarmType.Equipment,
            ProbableCause = ProbableCause.ThresholdCrossed,
            Severity = severity,
            Text = rule,
            EventTime = _house.Clock.GetUtcNow(),
            Door = "test",
        });

    private static (string?, string?, string?) States(IElement widget) =>
        (widget.GetAttribute("data-state"), widget.GetAttribute("data-severity"), widget.GetAttribute("data-age"));

    private static string Slot(IElement widget, string name) => widget.QuerySelector($"[data-slot={name}]")!.TextContent.Trim();

    private async Task<IElement> Render<TWidget>(WidgetDefinition definition)
        where TWidget : IComponent
    {
        await using var services = new ServiceCollection()
            .AddSingleton(_house.Widgets)
            .AddSingleton<TimeProvider>(_house.Clock)
            .AddSingleton(Substitute.For<IJSRuntime>())
            .AddScoped(_ => new ScreenPump(_house.Widgets, _house.Clock, Substitute.For<IJSRuntime>(), new ScreenCount(_house.Metrics), NullLogger<ScreenPump>.Instance))
            .BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TWidget>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Definition"] = definition }))).ToHtmlString());
        return new HtmlParser().ParseDocument($"<body>{html}</body>").Body!;
    }
}
