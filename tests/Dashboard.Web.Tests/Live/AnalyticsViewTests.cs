using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;

namespace Dashboard.Web.Tests.Live;

/// <summary>Trend, anomalies, insights and service maps, from samples to what is drawn.</summary>
public sealed class AnalyticsViewTests : IDisposable
{
    private static readonly WidgetBinding Binding = new() { Range = TimeSpan.FromMinutes(10) };

    private readonly LiveHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task A_trend_without_a_forecast_query_goes_straight_on()
    {
        for (var ago = 600; ago >= 0; ago -= 5)
            _house.Put(1000 - ago, ago, "used");

        var view = await Open<ChartView>(new TrendDefinition { Id = "t", Title = "T", Query = "used", Unit = Unit.None, Horizon = TimeSpan.FromMinutes(5) });

        var forecast = view.Lines.Single(l => l.Dashed);
        Assert.InRange(forecast.Latest, 1299, 1301);
        Assert.StartsWith("forecast 1.30 k at ", view.Headline!.Detail, StringComparison.Ordinal);
        Assert.NotNull(view.Band);
    }

    [Fact]
    public async Task A_trend_takes_its_forecast_and_bounds_from_queries_where_it_has_them()
    {
        _house.Put(50, 10, "used");
        _house.Put(80, 1, "forecast");
        _house.Put(70, 1, "low");
        _house.Put(90, 1, "high");

        var view = await Open<ChartView>(new TrendDefinition { Id = "t", Title = "T", Query = "used", Unit = Unit.Percent, Forecast = "forecast", Lower = "low", Upper = "high", Horizon = TimeSpan.FromMinutes(5) });

        Assert.Equal((70, 90), (view.Band!.Value.Lower[^1], view.Band.Value.Upper[^1]));
        Assert.Contains("forecast 80.0 %", view.Headline!.Detail, StringComparison.Ordinal);
        Assert.Contains("70.0 % to 90.0 %", view.Headline.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_never_below_nought_is_not_forecast_below_it_nor_a_share_above_the_whole()
    {
        for (var ago = 600; ago >= 0; ago -= 5)
        {
            _house.Put(ago, ago, "falling");
            _house.Put(100 - (ago / 10.0), ago, "filling");
            _house.Put(ago - 300, ago, "temperature");
        }

        var falling = await Open<ChartView>(new TrendDefinition { Id = "t", Title = "T", Query = "falling", Horizon = TimeSpan.FromMinutes(5) });
        Assert.Equal((0, 0), (falling.Lines.Single(l => l.Dashed).Latest, falling.Band!.Value.Lower.Where(double.IsFinite).Min()));
        var filling = await Open<ChartView>(new TrendDefinition { Id = "t", Title = "T", Query = "filling", Unit = Unit.Percent, Horizon = TimeSpan.FromMinutes(5) });
        Assert.Equal((100, 100), (filling.Lines.Single(l => l.Dashed).Latest, filling.Band!.Value.Upper.Where(double.IsFinite).Max()));
        var temperature = await Open<ChartView>(new TrendDefinition { Id = "t", Title = "T", Query = "temperature", Horizon = TimeSpan.FromMinutes(5) });
        Assert.InRange(temperature.Lines.Single(l => l.Dashed).Latest, -602, -598);
    }

    [Fact]
    public async Task An_entity_that_stands_out_is_shaded_and_named_with_its_explanation()
    {
        for (var ago = 600; ago >= 0; ago -= 15)
        {
            _house.Put(ago > 100 ? 0.2 : 0.97, ago, "anomaly_score", ("entity", "site-22"), ("explanation", "left its daily range"));
            _house.Put(0.1, ago, "anomaly_score", ("entity", "site-<11>"));
        }

        var view = await Open<MarkupView>(new AnomalyDefinition { Id = "a", Title = "Anomaly heat" });
        var drawn = Parse(view);

        Assert.Equal((ViewState.Ready, PerceivedSeverity.Warning), (view.State, view.Severity));
        Assert.Equal(["site-22", "site-<11>"], drawn.QuerySelectorAll(".heat li").Select(l => l.TextContent));
        Assert.Equal(["1", "2", "9"], drawn.QuerySelectorAll("[data-shade]").Select(p => p.GetAttribute("data-shade")));
        Assert.Contains("left its daily range", Assert.Single(drawn.QuerySelectorAll(".insights li")).TextContent);
    }

    [Fact]
    public async Task Insights_come_newest_first_and_their_texts_are_only_texts()
    {
        var now = _house.Now / 1000.0;
        _house.Put(now - 600, 1, "insight", ("severity", "warning"), ("title", "older"), ("detail", ""));
        _house.Put(now - 60, 1, "insight", ("severity", "major"), ("title", "<script>newer</script>"), ("detail", "because"));

        var view = await Open<MarkupView>(new InsightDefinition { Id = "i", Title = "Insights" });
        var drawn = Parse(view);

        Assert.Equal(["<script>newer</script>", "older"], drawn.QuerySelectorAll("p").Select(p => p.TextContent));
        Assert.Equal("#sev-major", drawn.QuerySelector("use")!.GetAttribute("href"));
        Assert.Empty(drawn.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task A_map_shows_rate_errors_and_latency_and_marks_what_fails()
    {
        foreach (var (from, to, rate, errors) in new[] { ("smo", "cu-1", 40.0, 0.1), ("smo", "cu-2", 10, 7) })
        {
            _house.Put(rate, 1, "rate", ("client", from), ("server", to));
            _house.Put(errors, 1, "errors", ("client", from), ("server", to));
            _house.Put(0.0118, 1, "latency", ("client", from), ("server", to));
        }

        var view = await Open<MarkupView>(new ServiceMapDefinition { Id = "m", Title = "Map", Rate = "rate", Errors = "errors", Latency = "latency" });
        var drawn = Parse(view);

        Assert.Equal(PerceivedSeverity.Major, view.Severity);
        Assert.Equal(["cleared", "major"], drawn.QuerySelectorAll(".edge").Select(e => e.GetAttribute("data-severity")));
        Assert.Equal("#sev-major", drawn.QuerySelector(".node[data-severity=major] use")!.GetAttribute("href"));
        Assert.Contains("10.0 /s · 7.00 % · 11.8 ms", drawn.QuerySelector("table")!.TextContent);
        Assert.Empty(drawn.QuerySelectorAll("[style]"));
    }

    [Fact]
    public async Task A_map_of_a_network_shows_each_device_as_it_is_and_each_link_as_full_as_it_is()
    {
        foreach (var (to, full) in new[] { ("edge-1", 12.0), ("edge-2", 95) })
        {
            _house.Put(1e9, 1, "bits", ("instance", "core"), ("neighbour", to));
            _house.Put(full, 1, "full", ("instance", "core"), ("neighbour", to));
        }
        _house.Put(0, 1, "down", ("instance", "core"));
        _house.Put(1, 1, "down", ("instance", "edge-1"));

        var view = await Open<MarkupView>(new ServiceMapDefinition { Id = "m", Title = "Map", Rate = "bits", Errors = "full", ErrorsName = "utilisation", ErrorLimits = [new(PerceivedSeverity.Major, 90)], From = "instance", To = "neighbour", Nodes = "down" });
        var drawn = Parse(view);

        Assert.Equal(PerceivedSeverity.Critical, view.Severity);
        Assert.Equal(["core cleared", "edge-1 critical", "edge-2 cleared"], drawn.QuerySelectorAll(".node").Select(n => $"{n.QuerySelector("title")!.TextContent} {n.GetAttribute("data-severity")}").Order(StringComparer.Ordinal));
        Assert.Equal(["cleared", "major"], drawn.QuerySelectorAll(".edge").Select(e => e.GetAttribute("data-severity")));
        Assert.Contains("utilisation", view.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_map_of_services_tells_databases_outsiders_and_messages_apart_and_leads_to_what_tells_of_itself()
    {
        foreach (var (from, to, way) in new[] { ("user", "shop", "virtual_node"), ("shop", "orders", "messaging_system"), ("shop", "orders", ""), ("orders", "postgres", "database"), ("shop", "shop", "database"), ("orders", "orders", ""), ("orders", "bank", "virtual_node") })
            _house.Put(5, 1, "traces_service_graph_rate", ("client", from), ("server", to), ("connection_type", way));

        var view = await Open<MarkupView>(new ServiceMapDefinition { Id = "m", Title = "Map", Rate = "traces_service_graph_rate" });
        var drawn = Parse(view);

        Assert.Equal(
            ["bank external", "orders service", "postgres database", "shop (db) database", "shop service", "user external"],
            drawn.QuerySelectorAll(".node").Select(static n => $"{n.GetAttribute("data-name")} {n.GetAttribute("data-kind")}").Order(StringComparer.Ordinal));
        Assert.Contains("postgres, a database", drawn.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["/services/orders", "/services/shop"], drawn.QuerySelectorAll("a:has(.node)").Select(static a => a.GetAttribute("href")).Order(StringComparer.Ordinal));
        // Two ways of one edge are one line, and the calls of both; what one asks of itself has none.
        Assert.Equal(5, drawn.QuerySelectorAll(".edge").Length);
        Assert.Single(drawn.QuerySelectorAll(".way"));
        Assert.Contains(drawn.QuerySelectorAll(".edge title"), static t => t.TextContent == "shop → orders: 10.0 /s, by messages");
        Assert.Contains("○ by messages", view.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_map_of_namespaces_leads_to_their_services()
    {
        _house.Put(5, 1, "traces_service_graph_rate", ("client_service_namespace", "customers"), ("server_service_namespace", "network"));

        var drawn = Parse(await Open<MarkupView>(new ServiceMapDefinition { Id = "m", Title = "Map", Rate = "traces_service_graph_rate", From = "client_service_namespace", To = "server_service_namespace" }));

        Assert.Equal(["/d/traces-services?var-namespace=customers", "/d/traces-services?var-namespace=network"], drawn.QuerySelectorAll("a:has(.node)").Select(static a => a.GetAttribute("href")).Order(StringComparer.Ordinal));
        Assert.Equal("/d/traces-services?var-namespace=network", drawn.QuerySelector("a:has(.edge)")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_line_that_passes_a_column_goes_between_its_boxes()
    {
        foreach (var (from, to) in new[] { ("a", "b"), ("b", "c"), ("a", "c") })
            _house.Put(1, 1, "rate", ("client", from), ("server", to));

        var drawn = Parse(await Open<MarkupView>(new ServiceMapDefinition { Id = "m", Title = "Map", Rate = "rate" }));

        // All three boxes stand in one row, whose middle is at 32; half a row is 31.
        var path = drawn.QuerySelectorAll(".edge").Single(static e => e.QuerySelector("title")!.TextContent.StartsWith("a → c", StringComparison.Ordinal)).GetAttribute("d")!;
        Assert.Contains(path.Split('C')[1..^1], static piece => piece.Contains(" 225 63H345", StringComparison.Ordinal) || piece.Contains(" 225 1H345", StringComparison.Ordinal));
        Assert.EndsWith("440 32", path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_map_keeps_the_busiest_nodes_and_tells_how_many_it_leaves_out()
    {
        for (var i = 0; i < 10; i++)
            _house.Put(i, 1, "rate", ("client", "hub"), ("server", $"leaf-{i}"));

        var view = await Open<MarkupView>(new ServiceMapDefinition { Id = "m", Title = "Map", Rate = "rate", MaxNodes = 4 });

        Assert.Equal(["hub", "leaf-7", "leaf-8", "leaf-9"], Parse(view).QuerySelectorAll(".node title").Select(t => t.TextContent).Order(StringComparer.Ordinal));
        Assert.Contains("7 quieter nodes not shown", view.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_of_a_map_is_drawn_where_it_was_put()
    {
        _house.Put(1, 1, "rate", ("client", "smo"), ("server", "cu"));
        var place = ServiceMapDrawing.PlaceOf("smo", 440, 140);
        Assert.Equal(new NodePlace("smo", 2, 2), place);

        var drawn = Parse(await Open<MarkupView>(new ServiceMapDefinition { Id = "m", Title = "Map", Rate = "rate", Places = [place] }));

        Assert.Equal("translate(440 140)", drawn.QuerySelectorAll(".node").Single(static n => n.QuerySelector("title")!.TextContent == "smo").GetAttribute("transform"));
        Assert.Equal(new NodePlace("smo", 0, NodePlace.LastRow), ServiceMapDrawing.PlaceOf("smo", double.NaN, 1e9));
    }

    [Fact]
    public async Task What_nothing_feeds_yet_says_what_will()
    {
        Assert.Equal((ViewState.Empty, "No anomaly scores. They appear when analytics watches these series."), Said(await Open<MarkupView>(new AnomalyDefinition { Id = "a", Title = "A" })));
        Assert.Equal(ViewState.Empty, Said(await Open<MarkupView>(new InsightDefinition { Id = "i", Title = "I" })).State);
        Assert.Equal(ViewState.Empty, Said(await Open<MarkupView>(new ServiceMapDefinition { Id = "m", Title = "M", Rate = "rate" })).State);
        Assert.Equal(ViewState.Empty, Said(await Open<ChartView>(new TrendDefinition { Id = "t", Title = "T", Query = "used" })).State);
        Assert.Equal(ViewState.Error, Said(await Open<MarkupView>(new InsightDefinition { Id = "i", Title = "I", Query = "rate(" })).State);

        static (ViewState State, string Message) Said(WidgetView view) => (view.State, view.Message);
    }

    private static IElement Parse(MarkupView view) => new HtmlParser().ParseDocument($"<body>{view.Markup}</body>").Body!;

    private async Task<TView> Open<TView>(WidgetDefinition definition)
        where TView : WidgetView
    {
        using var lease = _house.Widgets.Open(definition.Bind(Binding));
        await lease.Thing.Answered;
        return (TView)lease.Thing.Current;
    }
}
