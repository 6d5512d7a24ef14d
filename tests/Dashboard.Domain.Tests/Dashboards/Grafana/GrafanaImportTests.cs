using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Dashboards.Grafana;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Dashboards.Grafana;

public sealed class GrafanaImportTests
{
    [Fact]
    public void Panels_become_widgets_in_their_places_and_rows_become_sections()
    {
        var dashboard = Taken(GrafanaSamples.Grid);

        Assert.Equal(("router-health", "Router health", "now-6h", TimeSpan.FromSeconds(30)), (dashboard.Slug, dashboard.Title, dashboard.Time.From, dashboard.Refresh));
        Assert.Equal(["network", "snmp"], dashboard.Tags);
        Assert.Equal([("", false), ("Traffic", false), ("Optics", true)], dashboard.Sections.Select(s => (s.Title, s.IsFolded)));
        Assert.Equal(new GridPlace(0, 0, 4, 4), PlaceOf(dashboard, "CPU busy"));
        Assert.Equal(new GridPlace(0, 0, 12, 9), PlaceOf(dashboard, "Traffic of $router"));
        Assert.Empty(DashboardRules.Check(dashboard));
    }

    [Fact]
    public void Queries_legends_and_variables_are_written_our_way()
    {
        var dashboard = Taken(GrafanaSamples.Grid);

        var chart = Assert.IsType<ChartDefinition>(Widget(dashboard, "Traffic of $router"));
        Assert.Equal("(rate(ifHCInOctets{instance=~\"${router}\",job=\"${job}\"}[${__rate_interval}])) * 8", chart.Series[0].Query);
        Assert.Equal("{{ifName}} in", chart.Series[0].Legend);
        Assert.Equal("(increase(ifHCOutOctets{instance=~\"${router}\"}[${__range}])) * 8", chart.Series[1].Query);
        Assert.Equal("", chart.Series[1].Legend);
        Assert.Equal((Unit.BitsPerSecond, ChartForm.Area, true), (chart.Unit, chart.Form, chart.IsStacked));
        Assert.Equal([LegendValue.Mean, LegendValue.Max], chart.Legend);
        var (job, router, window) = (dashboard.Variables[0], dashboard.Variables[1], dashboard.Variables[2]);
        Assert.Equal(("job", "job", "up"), (job.Name, job.Label, job.Selector));
        Assert.Equal(("instance", "up{job=\"${job}\"}", true, true, "Router"), (router.Label, router.Selector, router.IsMulti, router.IncludesAll, router.Title));
        Assert.Equal(["1m", "5m"], window.Values);
        Assert.Equal(["5m"], window.Default);
        Assert.Equal(3, dashboard.Variables.Count);
    }

    [Fact]
    public void Steps_of_colours_become_severities_by_their_order()
    {
        var dashboard = Taken(GrafanaSamples.Grid);

        Assert.Equal(
            [new Threshold(PerceivedSeverity.Minor, 70), new Threshold(PerceivedSeverity.Major, 90)],
            Assert.IsType<KpiDefinition>(Widget(dashboard, "CPU busy")).Thresholds);
        var power = Assert.IsType<KpiDefinition>(Widget(dashboard, "Availability"));
        Assert.Equal([new Threshold(PerceivedSeverity.Minor, 99.9, true), new Threshold(PerceivedSeverity.Major, 99, true)], power.Thresholds);
        Assert.Equal(("(avg(up)) * 100", Unit.Percent), (power.Query, power.Unit));
    }

    [Fact]
    public void What_cannot_be_taken_over_is_listed_by_panel_with_its_reason()
    {
        var reading = GrafanaImport.Read(GrafanaSamples.Grid);

        Assert.Equal(
            [
                "Variable host: Its query 'query_result(up)' is not label_values(…).",
                "Variable filter: Variables of the kind 'adhoc' are not known here.",
                "Traffic of ${router}: Query C asks influxdb, which does not speak PromQL.",
                "Optical power: Its unit 'dBm' is not known here; it shows plain numbers.",
                "Optical power: Query B: it uses the variable 'host', which was not taken over.",
                "Optical power: It is repeated for each value of 'router'; it was taken over once.",
                "Rack map: Panels of the kind 'geomap' are not known here.",
                "Shared: It is a library panel, whose contents are not in this file. Export the dashboard with its library panels, or build it here.",
                "Annotation Deployments: Annotations of a whole dashboard are not known here; a chart can have its own.",
            ],
            reading.NotTaken.Select(n => $"{n.Where}: {n.Reason}").OrderBy(s => Array.FindIndex(Order, s.StartsWith)));
    }

    private static readonly string[] Order = ["Variable host", "Variable filter", "Traffic", "Optical power: Its unit", "Optical power: Query", "Optical power: It is", "Rack", "Shared", "Annotation"];

    [Fact]
    public void Tables_get_their_rows_from_what_their_queries_keep()
    {
        var dashboard = Taken(GrafanaSamples.Grid);

        var table = Assert.IsType<TableDefinition>(Widget(dashboard, "Errors"));
        Assert.Equal(["instance", "ifName"], table.Key);
        Assert.Equal(["instance", "ifName", "value"], table.Columns.Select(c => c.Title));
        var bars = Assert.IsType<TableDefinition>(Widget(dashboard, "Memory"));
        Assert.Equal(["instance"], bars.Key);
        Assert.True(bars.Columns[1].Bar);
    }

    [Fact]
    public void Rows_of_the_old_form_are_read_with_twelve_columns_and_single_numbers()
    {
        var dashboard = Taken(GrafanaSamples.Rows);

        Assert.Equal(["", "Disks"], dashboard.Sections.Select(s => s.Title));
        var busy = Assert.IsType<KpiDefinition>(Widget(dashboard, "Busy"));
        Assert.Equal([new Threshold(PerceivedSeverity.Minor, 85), new Threshold(PerceivedSeverity.Major, 95)], busy.Thresholds);
        Assert.Equal(new GridPlace(0, 0, 4, 4), PlaceOf(dashboard, "Busy"));
        Assert.Equal(new GridPlace(4, 0, 20, 4), PlaceOf(dashboard, "Load"));
        Assert.Equal(new GridPlace(0, 4, 24, 4), PlaceOf(dashboard, "Note"));
        Assert.True(Assert.IsType<ChartDefinition>(Widget(dashboard, "Load")).IsLogarithmic);
    }

    [Fact]
    public void Overlapping_panels_are_pushed_down_and_places_outside_the_grid_are_brought_in()
    {
        var dashboard = Taken(
            """
            {"title":"T","panels":[
              {"type":"text","title":"A","gridPos":{"x":0,"y":3,"w":12,"h":8},"options":{"mode":"markdown","content":"a"}},
              {"type":"text","title":"B","gridPos":{"x":6,"y":4,"w":40,"h":8},"options":{"mode":"markdown","content":"b"}},
              {"type":"text","title":"C","gridPos":{"x":-3,"y":5,"w":6,"h":900},"options":{"mode":"markdown","content":"c"}},
              {"type":"text","title":"D","options":{"mode":"markdown","content":"d"}}]}
            """);

        Assert.Equal(new GridPlace(0, 0, 12, 8), PlaceOf(dashboard, "A"));
        Assert.Equal(new GridPlace(0, 8, 24, 8), PlaceOf(dashboard, "B"));
        Assert.Equal(new GridPlace(0, 16, 6, 100), PlaceOf(dashboard, "C"));
        Assert.Empty(DashboardRules.Check(dashboard));
    }

    [Fact]
    public void A_hundred_widgets_are_taken_and_the_others_named()
    {
        var panels = string.Join(',', Enumerable.Range(0, 130).Select(i => $$"""{"type":"stat","title":"P{{i}}","gridPos":{"x":0,"y":{{i * 4}},"w":6,"h":4},"targets":[{"refId":"A","expr":"up"}]}"""));

        var reading = GrafanaImport.Read("{\"dashboard\":{\"title\":\"Many\",\"panels\":[" + panels + "]}}");

        Assert.Equal(100, reading.Dashboard!.Widgets().Count());
        Assert.Equal(30, reading.NotTaken.Count);
        Assert.Equal(("P100", "A dashboard has 100 widgets at most."), (reading.NotTaken[0].Where, reading.NotTaken[0].Reason));
    }

    [Fact]
    public void Several_numbers_of_a_panel_stand_beside_one_another()
    {
        var dashboard = Taken(
            """
            {"title":"T","panels":[{"type":"stat","title":"Sessions","gridPos":{"x":2,"y":0,"w":9,"h":4},
              "targets":[{"refId":"A","expr":"sum(a)","legendFormat":"up"},{"refId":"B","expr":"sum(b)"},{"refId":"H","expr":"sum(c)","hide":true}]}]}
            """);

        Assert.Equal([("up", new GridPlace(2, 0, 4, 4)), ("Sessions B", new GridPlace(6, 0, 5, 4))], dashboard.Sections[0].Widgets.Select(w => (w.Widget.Title, w.Place)));
    }

    [Theory]
    [InlineData("", "not JSON (line 1, character 1)")]
    [InlineData("{\n\"panels\": [,]}", "not JSON (line 2, character 12)")]
    [InlineData("[]", "neither \"panels\" nor \"rows\"")]
    [InlineData("{\"title\":\"x\"}", "neither \"panels\" nor \"rows\"")]
    [InlineData("{\"apiVersion\":\"dashboard.grafana.app/v2\",\"spec\":{\"elements\":{}}}", "schema version 2")]
    public void What_is_no_dashboard_of_Grafanas_is_refused_with_a_sentence(string json, string says)
    {
        var reading = GrafanaImport.Read(json);

        Assert.Null(reading.Dashboard);
        Assert.Contains(says, reading.Problem);
    }

    [Fact]
    public void Ours_and_Grafanas_are_told_apart()
    {
        Assert.True(GrafanaImport.IsGrafana(GrafanaSamples.Grid));
        Assert.True(GrafanaImport.IsGrafana(GrafanaSamples.Rows));
        Assert.False(GrafanaImport.IsGrafana(DashboardJson.Write(DashboardTemplates.All[0])));
        Assert.False(GrafanaImport.IsGrafana("{"));
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Whatever_the_text_is_it_is_read_or_refused_and_what_is_read_keeps_the_rules()
    {
        byte[][] seeds = [System.Text.Encoding.UTF8.GetBytes(GrafanaSamples.Grid), System.Text.Encoding.UTF8.GetBytes(GrafanaSamples.Rows)];

        var inputs = await Fuzz.Run(seeds, "{}[],:\"\\0123456789.-eEtrufalsn$ "u8.ToArray(), (input, _) =>
        {
            var reading = GrafanaImport.Read(System.Text.Encoding.UTF8.GetString(input));
            if (reading.Dashboard is { } dashboard)
            {
                Assert.Empty(DashboardRules.Check(dashboard));
                Assert.NotNull(DashboardJson.Read(DashboardJson.Write(dashboard), out var _));
            }
            else
            {
                Assert.NotEmpty(reading.Problem);
            }
            return Task.CompletedTask;
        });

        Assert.True(inputs > 0);
    }

    private static DashboardDefinition Taken(string json) => GrafanaImport.Read(json).Dashboard!;

    private static WidgetDefinition Widget(DashboardDefinition dashboard, string title) => dashboard.Widgets().Single(w => w.Title == title.Replace("$router", "${router}"));

    private static GridPlace PlaceOf(DashboardDefinition dashboard, string title) =>
        dashboard.Sections.SelectMany(s => s.Widgets).Single(w => w.Widget.Title == title.Replace("$router", "${router}")).Place;
}
