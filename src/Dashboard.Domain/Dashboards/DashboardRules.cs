using System.Text.RegularExpressions;
using Dashboard.Domain.Query;

namespace Dashboard.Domain.Dashboards;

/// <summary>What a dashboard must keep so that it can be shown. Each breach is a sentence that names the place.</summary>
public static partial class DashboardRules
{
    private const int MaxTitle = 200;
    private const int MaxQuery = 10_000;
    private const int MaxProblems = 20;

    /// <summary>What is wrong with a dashboard, the first twenty problems; empty where it is fine.</summary>
    public static IReadOnlyList<string> Check(DashboardDefinition dashboard)
    {
        var problems = new List<string>();
        if (dashboard.Version > DashboardDefinition.CurrentVersion)
            problems.Add($"The dashboard is of version {dashboard.Version}, this server reads up to {DashboardDefinition.CurrentVersion}. Update the server.");
        if (!IsSlug(dashboard.Slug))
            problems.Add($"The slug '{Shown(dashboard.Slug)}' is to be 1 to 64 lower-case letters, digits and hyphens.");
        CheckTitle(problems, dashboard.Title, "The dashboard");
        if (dashboard.Variables.Count > DashboardDefinition.MaxVariables)
            problems.Add($"The dashboard has {dashboard.Variables.Count} variables, {DashboardDefinition.MaxVariables} at most are possible.");
        var names = new HashSet<string>(StringComparer.Ordinal); // bound: variables of the dashboard
        foreach (var variable in dashboard.Variables)
            CheckVariable(problems, variable, names);
        var widgets = dashboard.Widgets().ToList();
        if (widgets.Count > DashboardDefinition.MaxWidgets)
            problems.Add($"The dashboard has {widgets.Count} widgets, {DashboardDefinition.MaxWidgets} at most are possible. Split it.");
        var ids = new HashSet<string>(StringComparer.Ordinal); // bound: widgets of the dashboard
        foreach (var section in dashboard.Sections)
        {
            foreach (var placed in section.Widgets)
            {
                if (!ids.Add(placed.Widget.Id))
                    problems.Add($"Two widgets have the id '{Shown(placed.Widget.Id)}'.");
                CheckPlace(problems, placed);
                CheckWidget(problems, placed.Widget, dashboard.Variables);
            }
            CheckOverlaps(problems, section);
        }
        return Shorten(problems);
    }

    /// <summary>What is wrong with a widget by itself; variables in its queries are taken for granted.</summary>
    public static IReadOnlyList<string> Check(WidgetDefinition widget)
    {
        var problems = new List<string>();
        CheckWidget(problems, widget, null);
        return Shorten(problems);
    }

    /// <summary>Whether a text can name a dashboard in an address.</summary>
    public static bool IsSlug(string text) => SlugForm().IsMatch(text);

    /// <summary>A name for addresses made of a title; <c>dashboard</c> where nothing of it can be used.</summary>
    public static string SlugOf(string title)
    {
        var slug = NoSlug().Replace(title.ToLowerInvariant(), "-").Trim('-');
        return slug.Length == 0 ? "dashboard" : slug.Length > 64 ? slug[..64].TrimEnd('-') : slug;
    }

    /// <summary>Whether a text can name a variable.</summary>
    public static bool IsVariableName(string text) => NameForm().IsMatch(text);

    private static void CheckVariable(List<string> problems, VariableDefinition variable, HashSet<string> names)
    {
        var who = $"Variable '{Shown(variable.Name)}'";
        if (!NameForm().IsMatch(variable.Name))
            problems.Add($"{who}: the name is to be a letter or underscore, then letters, digits or underscores, and not begin with two underscores.");
        if (!names.Add(variable.Name))
            problems.Add($"{who} is there twice.");
        if (variable.Values.Count > VariableDefinition.MaxValues)
            problems.Add($"{who} lists {variable.Values.Count:N0} values, {VariableDefinition.MaxValues:N0} at most are possible.");
        if (variable.Values.Count == 0 && variable.Label.Length == 0)
            problems.Add($"{who} has neither values nor a label to take them from.");
    }

    private static void CheckPlace(List<string> problems, PlacedWidget placed)
    {
        var (x, y, width, height) = placed.Place;
        if (x < 0 || y < 0 || width < 1 || height < 1 || x > GridPlace.Columns - width || height > GridPlace.MaxHeight || y > GridPlace.MaxRow)
            problems.Add($"Widget '{Shown(placed.Widget.Id)}' does not fit the grid of {GridPlace.Columns} columns: x {x}, y {y}, width {width}, height {height}.");
    }

    private static void CheckOverlaps(List<string> problems, SectionDefinition section)
    {
        var widgets = section.Widgets;
        for (var i = 0; i < widgets.Count && widgets.Count <= DashboardDefinition.MaxWidgets; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (widgets[i].Place.Overlaps(widgets[j].Place))
                    problems.Add($"Widgets '{Shown(widgets[j].Widget.Id)}' and '{Shown(widgets[i].Widget.Id)}' overlap.");
            }
        }
    }

    private static void CheckWidget(List<string> problems, WidgetDefinition widget, IReadOnlyList<VariableDefinition>? variables)
    {
        var who = $"Widget '{Shown(widget.Id)}'";
        if (!IsSlug(widget.Id))
            problems.Add($"{who}: the id is to be 1 to 64 lower-case letters, digits and hyphens.");
        CheckTitle(problems, widget.Title, who);
        if (widget.Interval < TimeSpan.FromMilliseconds(100) || widget.Interval > TimeSpan.FromDays(1))
            problems.Add($"{who}: the interval is to be between 100ms and 1d.");
        if (widget.Link.Length > 0 && (widget.Link[0] != '/' || widget.Link.StartsWith("//", StringComparison.Ordinal) || widget.Link.Contains('\\', StringComparison.Ordinal)))
            problems.Add($"{who}: the link is to be an address on this server that begins with '/'.");
        foreach (var problem in widget.Problems())
            problems.Add($"{who}: {problem}");
        // Where a label's value is chosen, it stands within quotes: one choice of each kind tells whether the query can be
        // read. What is listed may be anything, a duration or a part of a name.
        var binding = new WidgetBinding { Variables = (variables ?? Named(widget)).DistinctBy(static v => v.Name).ToDictionary(static v => v.Name, static v => new VariableChoice([v.Values.FirstOrDefault("x")], v.IsMulti || v.IncludesAll)) };
        foreach (var (name, query) in widget.Queries())
            CheckQuery(problems, $"{who}, {name}", query, binding);
    }

    private static void CheckQuery(List<string> problems, string who, string query, WidgetBinding binding)
    {
        if (query.Length > MaxQuery)
        {
            problems.Add($"{who}: the query has {query.Length:N0} characters, {MaxQuery:N0} at most are possible.");
            return;
        }
        try
        {
            PromqlExpression.Parse(binding.Fill(query, binding.Step));
        }
        catch (PromqlSyntaxException e)
        {
            problems.Add($"{who}: {e.Message}.");
        }
    }

    // The variables that a widget's queries speak of, where the dashboard around it is not known.
    private static List<VariableDefinition> Named(WidgetDefinition widget) =>
        [.. widget.Queries().SelectMany(static q => WidgetBinding.NamesIn(q.Query)).Distinct(StringComparer.Ordinal)
            .Select(n => new VariableDefinition { Name = n, Values = widget.Queries().Any(q => IsDuration(q.Query, n)) ? ["5m"] : [] })];

    private static bool IsDuration(string query, string name) =>
        query.Contains($"[${name}]", StringComparison.Ordinal) || query.Contains($"[${{{name}}}]", StringComparison.Ordinal);

    private static void CheckTitle(List<string> problems, string title, string who)
    {
        if (title.Length > MaxTitle)
            problems.Add($"{who}: the title has {title.Length:N0} characters, {MaxTitle} at most are possible.");
    }

    private static IReadOnlyList<string> Shorten(List<string> problems) =>
        problems.Count <= MaxProblems ? problems : [.. problems.Take(MaxProblems), $"And {problems.Count - MaxProblems} further problems."];

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex SlugForm();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex NoSlug();

    [GeneratedRegex("^(?:[A-Za-z]|_[A-Za-z0-9])[A-Za-z0-9_]{0,62}$", RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();
}
