using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Dashboards.Grafana;

/// <summary>Grafana's panels as widgets.</summary>
internal sealed class GrafanaPanels(GrafanaQueries queries, IReadOnlyList<VariableDefinition> variables, List<NotTaken> lost)
{
    private const int LongestTitle = 200;

    private readonly HashSet<string> ids = new(StringComparer.Ordinal); // bound: DashboardDefinition.MaxWidgets

    /// <summary>The widgets that a panel becomes, beside one another in its place: none, one, or one a query of a single number.</summary>
    public IEnumerable<PlacedWidget> Read(GrafanaNode panel, GridPlace place)
    {
        var title = Title(panel);
        var widgets = Widgets(panel, title).ToList();
        var most = Math.Max(1, place.Width / 2);
        if (widgets.Count > most)
        {
            Lose(title, $"It shows {widgets.Count} numbers; its place has room for {most}.");
            widgets.RemoveRange(most, widgets.Count - most);
        }
        for (var i = 0; i < widgets.Count; i++)
        {
            var widget = widgets[i] with { Id = FreeId(widgets[i].Title, panel), Description = Cut(GrafanaQueries.Plain(panel["description"].Text), 2000) };
            if (WithProblem(widget) is { Length: > 0 } problem)
            {
                Lose(title, problem);
                continue;
            }
            var left = place.Width * i / widgets.Count;
            yield return new() { Widget = widget, Place = place with { X = place.X + left, Width = place.Width * (i + 1) / widgets.Count - left } };
        }
    }

    private void Lose(string title, string reason) => lost.Add(new(title, reason));

    private IEnumerable<WidgetDefinition> Widgets(GrafanaNode panel, string title)
    {
        var kind = panel["type"].Text;
        if (panel["libraryPanel"].IsThere && !panel["targets"].IsList)
        {
            Lose(title, "It is a library panel, whose contents are not in this file. Export the dashboard with its library panels, or build it here.");
            return [];
        }
        if (panel["repeat"].Text is { Length: > 0 } repeat)
            Lose(title, $"It is repeated for each value of '{Cut(repeat, 60)}'; it was taken over once.");
        if (panel["transformations"].Items.Any())
            Lose(title, "Its transformations were left out; it shows what its queries yield.");
        if (panel["fieldConfig"]["overrides"].Items.Any() || panel["seriesOverrides"].Items.Any())
            Lose(title, "Its overrides of single fields, such as colours and second axes, were left out.");
        return kind switch
        {
            "timeseries" or "graph" or "piechart" or "grafana-piechart-panel" or "heatmap" or "histogram" or "barchart" => Chart(panel, title, kind),
            "stat" or "singlestat" or "gauge" => Numbers(panel, title),
            "bargauge" => Bars(panel, title),
            "table" or "table-old" => Table(panel, title, hasBars: false),
            "text" => Text(panel, title),
            "alertlist" => [new AlarmsDefinition { Id = "", Title = title.Length > 0 ? title : "Active alarms" }],
            _ => None(title, kind.Length == 0 ? "It does not say what kind of panel it is." : $"Panels of the kind '{Cut(kind, 60)}' are not known here."),
        };
    }

    private IEnumerable<WidgetDefinition> None(string title, string reason)
    {
        Lose(title, reason);
        return [];
    }

    private IEnumerable<WidgetDefinition> Chart(GrafanaNode panel, string title, string kind)
    {
        var unit = UnitOf(panel, title, out var factor);
        var series = Targets(panel, title).Take(20).Select(t => new ChartQuery(GrafanaQueries.Times(t.Query, factor), t.Legend)).ToList();
        if (series.Count == 0)
            return [];
        var custom = panel["fieldConfig"]["defaults"]["custom"];
        var isStacked = custom["stacking"]["mode"].Text is "normal" or "percent" || panel["stack"].IsTrue;
        return
        [
            new ChartDefinition
            {
                Id = "",
                Title = title,
                Form = FormOf(panel, kind, isStacked),
                Series = series,
                Unit = unit,
                IsStacked = isStacked && kind is "timeseries" or "graph" or "barchart",
                IsLogarithmic = custom["scaleDistribution"]["type"].Text == "log" || panel["yaxes"].Items.FirstOrDefault()["logBase"].Number > 1,
                Legend = [.. LegendOf(panel)],
                Thresholds = custom["thresholdsStyle"]["mode"].Text is "" or "off" ? [] : Thresholds(panel, title, factor),
            },
        ];
    }

    private static ChartForm FormOf(GrafanaNode panel, string kind, bool isStacked)
    {
        var custom = panel["fieldConfig"]["defaults"]["custom"];
        return kind switch
        {
            "piechart" or "grafana-piechart-panel" => ChartForm.Pie,
            "heatmap" => ChartForm.Heatmap,
            "histogram" => ChartForm.Histogram,
            "barchart" => ChartForm.Bar,
            _ when custom["drawStyle"].Text == "bars" || (panel["bars"].IsTrue && !panel["lines"].IsTrue) => ChartForm.Bar,
            _ when isStacked || custom["fillOpacity"].Number >= 25 || panel["fill"].Number >= 3 => ChartForm.Area,
            _ => ChartForm.Line,
        };
    }

    private static IEnumerable<LegendValue> LegendOf(GrafanaNode panel)
    {
        var old = panel["legend"];
        var calcs = panel["options"]["legend"]["calcs"].Items.Select(static c => c.Text).ToHashSet(StringComparer.Ordinal);
        if (calcs.Contains("min") || old["min"].IsTrue)
            yield return LegendValue.Min;
        if (calcs.Contains("mean") || old["avg"].IsTrue)
            yield return LegendValue.Mean;
        if (calcs.Contains("max") || old["max"].IsTrue)
            yield return LegendValue.Max;
        if (calcs.Contains("p95"))
            yield return LegendValue.P95;
    }

    private List<WidgetDefinition> Numbers(GrafanaNode panel, string title)
    {
        var unit = UnitOf(panel, title, out var factor);
        var thresholds = Thresholds(panel, title, factor);
        var targets = Targets(panel, title).ToList();
        var reduction = panel["options"]["reduceOptions"]["calcs"].Items.FirstOrDefault().Text;
        if (targets.Count > 0 && reduction is not ("" or "last" or "lastNotNull"))
            Lose(title, $"It shows '{Cut(reduction, 40)}' of its range; here it shows the latest value.");
        return
        [
            .. targets.Select(t => new KpiDefinition
            {
                Id = "",
                Title = targets.Count == 1 ? title : Cut(t.Legend.Length > 0 && !t.Legend.Contains("{{", StringComparison.Ordinal) ? t.Legend : $"{title} {t.Name}".Trim(), LongestTitle),
                Query = GrafanaQueries.Times(t.Query, factor),
                Unit = unit,
                Thresholds = thresholds,
            }),
        ];
    }

    // A bar for each of many series is a table with bars; for a few numbers it is those numbers.
    private IEnumerable<WidgetDefinition> Bars(GrafanaNode panel, string title) =>
        panel["targets"].Items.Any(static t => GrafanaQueries.LabelsOf(t["legendFormat"].Text).Any()) ? Table(panel, title, hasBars: true) : Numbers(panel, title);

    private IEnumerable<WidgetDefinition> Table(GrafanaNode panel, string title, bool hasBars)
    {
        var unit = UnitOf(panel, title, out var factor);
        var targets = Targets(panel, title).Take(20).ToList();
        if (targets.Count == 0)
            return [];
        string[] key = [.. targets.SelectMany(static t => GrafanaQueries.LabelsOf(t.Legend)).Concat(targets.SelectMany(static t => GrafanaQueries.KeptBy(t.Query))).Distinct(StringComparer.Ordinal).Take(5)];
        if (key.Length == 0)
        {
            key = ["instance"];
            Lose(title, "Its queries do not tell by which labels it has rows; 'instance' was taken. Set the table's key to change that.");
        }
        var thresholds = Thresholds(panel, title, factor);
        return
        [
            new TableDefinition
            {
                Id = "",
                Title = title,
                Key = key,
                Columns =
                [
                    .. key.Select(static label => new TableColumn { Title = label, Label = label }),
                    .. targets.Select(t => new TableColumn
                    {
                        Title = t.Legend.Length > 0 && !t.Legend.Contains("{{", StringComparison.Ordinal) ? Cut(t.Legend, LongestTitle) : targets.Count == 1 ? "value" : t.Name,
                        Query = GrafanaQueries.Times(t.Query, factor),
                        Unit = unit,
                        Bar = hasBars && unit == Unit.Percent,
                        Thresholds = thresholds,
                    }),
                ],
            },
        ];
    }

    private IEnumerable<WidgetDefinition> Text(GrafanaNode panel, string title)
    {
        var (mode, content) = panel["options"] is { IsObject: true } options && options["content"].IsThere
            ? (options["mode"].Text, options["content"].Text)
            : (panel["mode"].Text, panel["content"].Text);
        if (mode == "html")
            return None(title, "Its text is HTML; only Markdown is shown here.");
        if (content.Length > TextDefinition.MaxLength)
            Lose(title, $"Its text was cut after {TextDefinition.MaxLength:N0} characters.");
        return [new TextDefinition { Id = "", Title = title, Markdown = Cut(GrafanaQueries.Plain(content), TextDefinition.MaxLength) }];
    }

    // The queries of a panel that can be evaluated here.
    private IEnumerable<Target> Targets(GrafanaNode panel, string title)
    {
        var any = false;
        foreach (var target in panel["targets"].Items.Where(static t => !t["hide"].IsTrue))
        {
            any = true;
            var name = target["refId"].Text is { Length: > 0 } id ? Cut(id, 20) : "query";
            var stranger = queries.Stranger(target["datasource"]) is { Length: > 0 } own ? own : target["datasource"].IsThere ? "" : queries.Stranger(panel["datasource"]);
            if (stranger.Length > 0)
                Lose(title, $"Query {name} asks {Cut(stranger, 60)}, which does not speak PromQL.");
            else if (target["expr"].Text.Trim() is not { Length: > 0 } query)
                Lose(title, $"Query {name} has no PromQL.");
            else if (ProblemOf(GrafanaQueries.Plain(query)) is { Length: > 0 } problem)
                Lose(title, $"Query {name}: {problem}");
            else
                yield return new(name, GrafanaQueries.Plain(query), Cut(GrafanaQueries.Legend(target["legendFormat"].Text), LongestTitle));
        }
        if (!any)
            Lose(title, "It has no query.");
    }

    private string ProblemOf(string query)
    {
        var unknown = WidgetBinding.NamesIn(query).FirstOrDefault(n => variables.All(v => v.Name != n));
        if (unknown is not null)
            return $"it uses the variable '{Cut(unknown, 60)}', which was not taken over.";
        var problem = WithProblem(new KpiDefinition { Id = "x", Title = "", Query = query });
        // What the rules say of "Widget 'x', query" is said of the panel's own query here.
        return problem.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at ? problem[(at + 2)..] : problem;
    }

    private string WithProblem(WidgetDefinition widget) => string.Join(' ', DashboardRules.Check(new DashboardDefinition
    {
        Slug = "x",
        Title = "",
        Variables = variables,
        Sections = [new() { Widgets = [new() { Place = new(0, 0, 1, 1), Widget = widget }] }],
    }));

    private Unit UnitOf(GrafanaNode panel, string title, out double factor)
    {
        var defaults = panel["fieldConfig"]["defaults"]["unit"].Text;
        var name = defaults.Length > 0 ? defaults
            : panel["format"].Text is { Length: > 0 } single ? single
            : panel["yaxes"].Items.FirstOrDefault()["format"].Text;
        if (!GrafanaUnits.TryFind(name, out var unit, out factor))
            Lose(title, $"Its unit '{Cut(name, 60)}' is not known here; it shows plain numbers.");
        return unit;
    }

    private IReadOnlyList<Threshold> Thresholds(GrafanaNode panel, string title, double factor)
    {
        if (panel["type"].Text == "singlestat")
            return GrafanaThresholds.OfSingleStat(panel, factor);
        var thresholds = GrafanaThresholds.OfFields(panel["fieldConfig"]["defaults"], factor, out var problem);
        if (problem.Length > 0)
            Lose(title, problem);
        return thresholds;
    }

    private string FreeId(string title, GrafanaNode panel)
    {
        var id = DashboardRules.SlugOf(title.Length > 0 ? title : $"panel {panel["id"].Text}");
        id = id.Length > 56 ? id[..56].TrimEnd('-') : id;
        var free = id;
        for (var i = 2; !ids.Add(free); i++)
            free = $"{id}-{i}";
        return free;
    }

    private static string Title(GrafanaNode panel) => Cut(GrafanaQueries.Plain(panel["title"].Text).Trim(), LongestTitle);

    internal static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)] + "…";

    private readonly record struct Target(string Name, string Query, string Legend);
}
