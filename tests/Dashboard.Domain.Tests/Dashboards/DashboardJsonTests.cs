using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Dashboards;

public sealed class DashboardJsonTests
{
    public static TheoryData<string> Templates => [.. DashboardTemplates.All.Select(static d => d.Slug)];

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_leaves_no_hole_in_its_grid(string slug)
    {
        foreach (var section in DashboardTemplates.Find(slug)!.Sections)
        {
            var places = section.Widgets.Select(static w => w.Place).ToList();
            var covered = places.SelectMany(static p => Enumerable.Range(p.Y, p.Height).SelectMany(y => Enumerable.Range(p.X, p.Width).Select(x => (x, y)))).ToHashSet();
            Assert.Equal(24 * places.Max(static p => p.Y + p.Height), covered.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_is_written_as_it_was_read(string slug)
    {
        var template = DashboardTemplates.Find(slug)!;

        var text = DashboardJson.Write(template);
        var again = DashboardJson.Read(text, out var problems);

        Assert.Empty(problems);
        Assert.Equal(text, DashboardJson.Write(again!));
        Assert.NotEmpty(template.Needs);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_can_be_asked_whatever_is_chosen(string slug)
    {
        var template = DashboardTemplates.Find(slug)!;
        foreach (var values in new string[][] { [], ["a\"b"], ["a", "b.c"] })
        {
            var binding = new WidgetBinding { Variables = template.Variables.ToDictionary(static v => v.Name, _ => new VariableChoice(values, IsPattern: true)) };
            foreach (var widget in template.Widgets().Select(w => w.Bind(binding)))
                Assert.All(widget.Queries(), q => PromqlExpression.Parse(q.Query));
        }
    }

    [Fact]
    public void Every_kind_of_widget_is_written_and_read()
    {
        WidgetDefinition[] widgets =
        [
            new KpiDefinition { Id = "a", Title = "A", Query = "up", Unit = Unit.Percent, Thresholds = [new(PerceivedSeverity.Major, 2, Below: true)], CompareWith = TimeSpan.FromDays(1) },
            new ChartDefinition { Id = "b", Title = "B", Form = ChartForm.Area, Series = [new("up", "{{job}}", Dashed: true)], Legend = [LegendValue.P95], Band = new("up - 1", "up + 1"), Range = TimeSpan.FromMinutes(15) },
            new TableDefinition { Id = "c", Title = "C", Key = ["job"], Columns = [new() { Title = "Up", Query = "up", States = [new("no", PerceivedSeverity.Critical), new("yes", null)] }] },
            new AlarmsDefinition { Id = "d", Title = "D", MaxRows = 7 },
            new EventsDefinition { Id = "e", Title = "E" },
            new LogsDefinition { Id = "m", Title = "M", Search = "severity>=err", MaxRows = 7 },
            new SourcesDefinition { Id = "f", Title = "F" },
            new ServiceMapDefinition { Id = "g", Title = "G", Rate = "up" },
            new TrendDefinition { Id = "h", Title = "H", Query = "up" },
            new AnomalyDefinition { Id = "i", Title = "I" },
            new InsightDefinition { Id = "j", Title = "J" },
            new TextDefinition { Id = "k", Title = "K", Markdown = "**all** is <well>" },
            new ClockDefinition { Id = "l", Title = "L", Zone = "Europe/Berlin", HasDate = false },
        ];
        Assert.Equal(WidgetKinds.Names, widgets.Select(WidgetKinds.NameOf));
        foreach (var widget in widgets)
        {
            var read = DashboardJson.ReadWidget(DashboardJson.Write(widget), out var problems);
            Assert.Empty(problems);
            Assert.Equal(widget.GetType(), read!.GetType());
            Assert.Equal(DashboardJson.Write(widget), DashboardJson.Write(read));
        }
    }

    [Fact]
    public void What_is_as_by_default_is_not_written()
    {
        Assert.Equal("""{"kind":"alarms","id":"a","title":"A"}""", DashboardJson.Write(new AlarmsDefinition { Id = "a", Title = "A" }));
        Assert.Contains("\"hasDate\":false", DashboardJson.Write(new ClockDefinition { Id = "a", Title = "A", HasDate = false }));
    }

    [Theory]
    [InlineData("{", "The text is not JSON")]
    [InlineData("null", "The text is 'null'.")]
    [InlineData("""{"title":"T","sections":[]}""", "Something is missing: \"slug\".")]
    [InlineData("""{"slug":"s","title":"T","sections":[],"colour":"red"}""", "\"colour\" is not known")]
    [InlineData("""{"slug":"s","title":"T","refresh":"soon","sections":[]}""", "The value at $.refresh (line 1) is no duration such as 30s or 1h30m.")]
    [InlineData("""{"slug":"S s","title":"T","sections":[]}""", "The slug 'S s' is to be 1 to 64 lower-case letters, digits and hyphens.")]
    [InlineData("""{"version":9,"slug":"s","title":"T","sections":[]}""", "The dashboard is of version 9, this server reads up to 1. Update the server.")]
    [InlineData("""{"slug":"s","title":"T","sections":[{"widgets":[{"place":{"x":20,"width":5,"height":1},"widget":{"kind":"alarms","id":"a","title":"A"}}]}]}""", "Widget 'a' does not fit the grid of 24 columns: x 20, y 0, width 5, height 1.")]
    [InlineData("""{"slug":"s","title":"T","sections":[{"widgets":[{"place":{"width":5,"height":1},"widget":{"kind":"kpi","id":"a","title":"A","query":"rate(up"}}]}]}""", "Widget 'a', query: 1:8: parse error: unclosed left parenthesis.")]
    [InlineData("""{"slug":"s","title":"T","sections":[{"widgets":[{"place":{"width":5,"height":1},"widget":{"kind":"radar","id":"a","title":"A"}}]}]}""", "The kind of widget is missing or not known")]
    [InlineData("""{"slug":"s","title":"T","sections":[{"widgets":[{"place":{"width":5,"height":1},"widget":{"kind":"alarms","id":"a","title":"A","link":"https://elsewhere"}}]}]}""", "Widget 'a': the link is to be an address on this server that begins with '/'.")]
    [InlineData("""{"slug":"s","title":"T","variables":[{"name":"__x","label":"job"}],"sections":[]}""", "Variable '__x': the name is to be a letter or underscore, then letters, digits or underscores, and not begin with two underscores.")]
    public void What_is_wrong_is_a_sentence_that_names_the_place(string json, string sentence)
    {
        Assert.Null(DashboardJson.Read(json, out var problems));
        Assert.StartsWith(sentence, Assert.Single(problems));
    }

    [Fact]
    public void Two_hundred_widgets_are_too_many_and_said_in_one_sentence()
    {
        var widgets = Enumerable.Range(0, 200).Select(static i => new PlacedWidget { Place = new(0, i, 24, 1), Widget = new AlarmsDefinition { Id = $"w{i}", Title = "W" } }).ToList();
        var json = DashboardJson.Write(new DashboardDefinition { Slug = "s", Title = "T", Sections = [new() { Widgets = widgets }] });

        Assert.Null(DashboardJson.Read(json, out var problems));
        Assert.Equal("The dashboard has 200 widgets, 100 at most are possible. Split it.", Assert.Single(problems));
    }

    [Fact]
    public void Widgets_that_overlap_are_named()
    {
        PlacedWidget At(int x, string id) => new() { Place = new(x, 0, 4, 4), Widget = new AlarmsDefinition { Id = id, Title = id } };
        var problems = DashboardRules.Check(new DashboardDefinition { Slug = "s", Title = "T", Sections = [new() { Widgets = [At(0, "a"), At(4, "b"), At(6, "c")] }] });

        Assert.Equal("Widgets 'b' and 'c' overlap.", Assert.Single(problems));
    }

    [Theory]
    [InlineData("RAN West / 4711", "ran-west-4711")]
    [InlineData("Übersicht", "bersicht")]
    [InlineData("…", "dashboard")]
    public void A_title_makes_a_name_for_addresses(string title, string slug) => Assert.Equal(slug, DashboardRules.SlugOf(title));
}
