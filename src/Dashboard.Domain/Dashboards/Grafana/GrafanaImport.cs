using System.Text.Json;
using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Domain.Dashboards.Grafana;

/// <summary>
/// Reads dashboards that Grafana exports (its "classic" JSON, with rows of Grafana 4 or the grid since 5). Panels with
/// PromQL become widgets; what cannot be taken over is named. Never throws, whatever the text is.
/// </summary>
public static class GrafanaImport
{
    /// <summary>Characters that a file may have: Grafana's are longer than ours.</summary>
    public const int MaxCharacters = 4 << 20;

    // A row of Grafana's grid is 30 pixels and a gap of 8.
    private const double RowPixels = 38;

    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    /// <summary>Whether a text looks like a dashboard of Grafana's rather than ours.</summary>
    public static bool IsGrafana(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = Unwrap(new(document.RootElement));
            return root["panels"].IsList || root["rows"].IsList || root["schemaVersion"].IsThere || root["spec"].IsObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads a dashboard.</summary>
    /// <param name="json">The text of the file, or <c>{"dashboard": …}</c> as Grafana's API has it.</param>
    public static GrafanaReading Read(string json)
    {
        if (json.Length > MaxCharacters)
            return Refused($"The file has {json.Length:N0} characters, {MaxCharacters:N0} at most are read.");
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Read(Unwrap(new(document.RootElement)));
        }
        catch (JsonException e)
        {
            return Refused($"The text is not JSON (line {(e.LineNumber ?? 0) + 1}, character {(e.BytePositionInLine ?? 0) + 1}): {e.Message.Split(" LineNumber:")[0].TrimEnd('.')}.");
        }
    }

    private static GrafanaNode Unwrap(GrafanaNode root) => root["dashboard"] is { IsObject: true } inner ? inner : root;

    private static GrafanaReading Refused(string problem) => new(null, [], problem);

    private static GrafanaReading Read(GrafanaNode root)
    {
        if (root["spec"]["elements"].IsObject || root["elements"].IsObject)
            return Refused("This is Grafana's schema version 2. Export it as \"Classic\" and try again.");
        if (!root["panels"].IsList && !root["rows"].IsList)
            return Refused("This is no dashboard of Grafana's: it has neither \"panels\" nor \"rows\".");
        var lost = new List<NotTaken>(); // bound: panels of a file of MaxCharacters
        var queries = new GrafanaQueries(root);
        var variables = GrafanaVariables.Read(root["templating"]["list"], queries, lost);
        var panels = new GrafanaPanels(queries, variables, lost);
        var title = GrafanaPanels.Cut(root["title"].Text.Trim() is { Length: > 0 } name ? name : "Imported dashboard", 200);
        var sections = Sections(root["rows"].IsList && !root["panels"].IsList ? FromRows(root["rows"]) : FromGrid(root["panels"]), panels, lost);
        foreach (var annotation in root["annotations"]["list"].Items.Where(static a => a["builtIn"].Number is not 1))
            lost.Add(new($"Annotation {GrafanaPanels.Cut(annotation["name"].Text, 60)}", "Annotations of a whole dashboard are not known here; a chart can have its own."));
        if (root["links"].Items.Any())
            lost.Add(new("Links", "The dashboard's links lead to other places of Grafana."));
        var dashboard = new DashboardDefinition
        {
            Slug = DashboardRules.SlugOf(title),
            Title = title,
            Description = GrafanaPanels.Cut(root["description"].Text, 2000),
            Tags = [.. root["tags"].Items.Select(static t => GrafanaPanels.Cut(t.Text.Trim(), 60)).Where(static t => t.Length > 0).Distinct(StringComparer.Ordinal).Take(20)],
            Time = TimeOf(root["time"], lost),
            Refresh = DurationText.Parse(root["refresh"].Text) is { } refresh and > 0 ? TimeSpan.FromMilliseconds(Math.Clamp(refresh, 1000, 86_400_000)) : null,
            Variables = variables,
            Sections = sections,
        };
        return new(dashboard, lost, "");
    }

    private static TimeRange TimeOf(GrafanaNode time, List<NotTaken> lost)
    {
        if (!time.IsObject)
            return TimeRange.LastHour;
        var (from, to) = (time["from"].Text, time["to"].Text is { Length: > 0 } end ? end : "now");
        if (TimeRange.TryParse(from, to, out var range, out var problem))
            return range;
        lost.Add(new("Time range", $"{problem} The last hour was taken."));
        return TimeRange.LastHour;
    }

    private static List<SectionDefinition> Sections(IEnumerable<Row> rows, GrafanaPanels panels, List<NotTaken> lost)
    {
        var sections = new List<SectionDefinition>(); // bound: rows of a file of MaxCharacters that have widgets, MaxWidgets
        var room = DashboardDefinition.MaxWidgets;
        foreach (var row in rows)
        {
            if (row.Node["repeat"].Text is { Length: > 0 } repeat)
                lost.Add(new(row.Title, $"The row is repeated for each value of '{GrafanaPanels.Cut(repeat, 60)}'; it was taken over once."));
            var widgets = new List<PlacedWidget>(); // bound: room
            foreach (var (panel, place) in row.Panels)
            {
                if (room == 0)
                {
                    lost.Add(new(GrafanaPanels.Cut(panel["title"].Text, 200), $"A dashboard has {DashboardDefinition.MaxWidgets} widgets at most."));
                    continue;
                }
                var read = panels.Read(panel, place).Take(room).ToList();
                room -= read.Count;
                widgets.AddRange(read);
            }
            var packed = GridPacking.Pack(widgets, w => lost.Add(new(w.Title, $"It would begin below row {GridPlace.MaxRow}, the last there is.")));
            if (packed.Count > 0)
                sections.Add(new() { Title = row.Title, IsFolded = row.IsFolded, Widgets = packed });
        }
        return sections;
    }

    // Since Grafana 5: panels in one grid, rows as panels among them; a collapsed row holds its panels itself.
    private static IEnumerable<Row> FromGrid(GrafanaNode list)
    {
        var row = new Row(default, "", false);
        foreach (var panel in list.Items.OrderBy(static p => p["gridPos"].Whole("y", 0, 1_000_000, int.MaxValue)))
        {
            if (panel["type"].Text != "row")
            {
                row.Add(panel);
                continue;
            }
            yield return row;
            row = new(panel, GrafanaPanels.Cut(GrafanaQueries.Plain(panel["title"].Text).Trim(), 200), panel["collapsed"].IsTrue);
            foreach (var inner in panel["panels"].Items)
                row.Add(inner);
            if (!row.IsFolded)
                continue;
            yield return row;
            row = new(default, "", false);
        }
        yield return row;
    }

    // Before: rows of panels, each so many of twelve columns wide.
    private static IEnumerable<Row> FromRows(GrafanaNode list)
    {
        foreach (var node in list.Items)
        {
            var title = node["showTitle"].IsTrue || node["collapse"].IsTrue ? node["title"].Text : "";
            var row = new Row(node, GrafanaPanels.Cut(GrafanaQueries.Plain(title).Trim(), 200), node["collapse"].IsTrue);
            var height = Height(node["height"], 7);
            foreach (var panel in node["panels"].Items)
                row.Flow(panel, 2 * panel.Whole("span", 1, 12, 12), Height(panel["height"], height));
            yield return row;
        }
    }

    private static int Height(GrafanaNode pixels, int otherwise) =>
        double.TryParse(pixels.Text.Replace("px", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture, out var height) && height > 0
            ? (int)Math.Clamp(Math.Ceiling(height / RowPixels), 3, 50)
            : otherwise;

    /// <summary>A row of Grafana's: panels under one title, each with its place.</summary>
    private sealed class Row(GrafanaNode node, string title, bool isFolded)
    {
        private int x;
        private int y;
        private int below;

        public GrafanaNode Node => node;

        public string Title => title;

        public bool IsFolded => isFolded;

        public List<(GrafanaNode Panel, GridPlace Place)> Panels { get; } = []; // bound: panels of a file of MaxCharacters

        public void Add(GrafanaNode panel)
        {
            var place = panel["gridPos"];
            if (!place.IsObject)
            {
                Flow(panel, 12, 8);
                return;
            }
            var width = place.Whole("w", 1, GridPlace.Columns, 12);
            var left = place.Whole("x", 0, GridPlace.Columns - width, 0);
            var top = place.Whole("y", 0, 1_000_000, below);
            var height = place.Whole("h", 1, GridPlace.MaxHeight, 8);
            Panels.Add((panel, new(left, top, width, height)));
            (x, y) = (0, below = Math.Max(below, top + height));
        }

        /// <summary>Puts a panel to the right of the one before, or into the next line.</summary>
        public void Flow(GrafanaNode panel, int width, int height)
        {
            if (x + width > GridPlace.Columns)
                (x, y) = (0, below);
            Panels.Add((panel, new(x, y, width, height)));
            x += width;
            below = Math.Max(below, y + height);
        }
    }
}
