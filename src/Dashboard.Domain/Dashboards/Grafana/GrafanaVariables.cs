using System.Text.RegularExpressions;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Domain.Dashboards.Grafana;

/// <summary>The variables of a Grafana dashboard: <c>templating.list</c>.</summary>
internal static partial class GrafanaVariables
{
    // Stands for a comma that parts no values while they are parted.
    private const string Kept = "\u0001";

    /// <summary>All variables that can be taken over; what cannot is added to <paramref name="lost"/>.</summary>
    public static IReadOnlyList<VariableDefinition> Read(GrafanaNode list, GrafanaQueries queries, List<NotTaken> lost)
    {
        var taken = new List<VariableDefinition>(); // bound: DashboardDefinition.MaxVariables
        foreach (var node in list.Items)
        {
            var (name, kind) = (node["name"].Text, node["type"].Text);
            // The data source is this server, whatever it was.
            if (kind == "datasource" || name.Length == 0)
                continue;
            var where = $"Variable {name}";
            if (taken.Count == DashboardDefinition.MaxVariables)
            {
                lost.Add(new(where, $"A dashboard has {DashboardDefinition.MaxVariables} variables at most."));
                continue;
            }
            if (taken.Exists(v => v.Name == name) || !DashboardRules.IsVariableName(name))
            {
                lost.Add(new(where, "Its name is there twice, or cannot be a variable's here."));
                continue;
            }
            var variable = new VariableDefinition
            {
                Name = name,
                Title = Shortened(node["label"].Text),
                IsMulti = node["multi"].IsTrue,
                IncludesAll = node["includeAll"].IsTrue,
            };
            if (Fill(variable, kind, node, queries, out var problem) is { } filled)
                taken.Add(filled);
            if (problem.Length > 0)
                lost.Add(new(where, problem));
        }
        return taken;
    }

    private static VariableDefinition? Fill(VariableDefinition variable, string kind, GrafanaNode node, GrafanaQueries queries, out string problem)
    {
        problem = "";
        switch (kind)
        {
            case "query":
                return OfQuery(variable, node, queries, out problem);
            case "custom":
                return Listed(variable, Values(node["query"].Text), node, out problem);
            case "interval":
                return Listed(variable, [.. Values(node["query"].Text).Where(static v => DurationText.Parse(v) is not null)], node, out problem);
            case "constant" or "textbox":
                var value = node["query"].Text is { Length: > 0 } text ? text : node["current"]["value"].Text;
                return Listed(variable with { IsMulti = false, IncludesAll = false }, value.Length > 0 ? [value] : [], node, out problem);
            default:
                problem = $"Variables of the kind '{Shortened(kind)}' are not known here.";
                return null;
        }
    }

    private static VariableDefinition? OfQuery(VariableDefinition variable, GrafanaNode node, GrafanaQueries queries, out string problem)
    {
        problem = "";
        if (queries.Stranger(node["datasource"]) is { Length: > 0 } stranger)
        {
            problem = $"Its values come from {stranger}, not from PromQL.";
            return null;
        }
        var query = node["query"] is { IsObject: true } inner ? inner["query"].Text : node["query"].Text;
        if (query.Length == 0)
            query = node["definition"].Text;
        if (LabelValues().Match(query.Trim()) is not { Success: true } match)
        {
            problem = $"Its query '{Shortened(query)}' is not label_values(…).";
            return null;
        }
        var selector = GrafanaQueries.Plain(match.Groups["selector"].Value.Trim());
        if (selector.Length > 0 && !CanBeRead(selector))
        {
            problem = $"Its selector '{Shortened(selector)}' cannot be read.";
            return null;
        }
        if (node["regex"].Text.Length > 0)
            problem = "It filters its values by a regular expression; here all of them are offered.";
        else if (node["allValue"].Text is { Length: > 0 } all && all is not (".*" or ".+"))
            problem = $"'All' stood for '{Shortened(all)}'; here it stands for everything.";
        return variable with { Label = match.Groups["label"].Value, Selector = selector };
    }

    private static VariableDefinition? Listed(VariableDefinition variable, IReadOnlyList<string> values, GrafanaNode node, out string problem)
    {
        problem = "";
        if (values.Count == 0)
        {
            problem = "It lists no values.";
            return null;
        }
        if (values.Count > VariableDefinition.MaxValues)
        {
            problem = $"It lists {values.Count:N0} values; the first {VariableDefinition.MaxValues:N0} were taken.";
            values = [.. values.Take(VariableDefinition.MaxValues)];
        }
        var current = node["current"]["value"];
        string[] chosen = current.IsList ? [.. current.Items.Select(static c => c.Text)] : [current.Text];
        return variable with { Values = values, Default = [.. chosen.Where(values.Contains).Take(variable.IsMulti ? VariableDefinition.MaxValues : 1)] };
    }

    // Commas part values, a backslash keeps one, and "text : value" gives a value another name.
    private static IReadOnlyList<string> Values(string query) =>
    [
        .. query.Replace("\\,", Kept, StringComparison.Ordinal).Split(',').Select(static v => v.Replace(Kept, ",", StringComparison.Ordinal).Trim())
            .Select(static v => v.IndexOf(" : ", StringComparison.Ordinal) is > 0 and var at ? v[(at + 3)..].Trim() : v)
            .Where(static v => v.Length > 0).Distinct(StringComparer.Ordinal),
    ];

    private static bool CanBeRead(string selector)
    {
        var names = WidgetBinding.NamesIn(selector).Distinct(StringComparer.Ordinal);
        var binding = new WidgetBinding { Variables = names.ToDictionary(static n => n, static _ => new VariableChoice(["x"], false)) };
        try
        {
            return PromqlExpression.Parse(binding.Fill(selector, binding.Step)) is not null;
        }
        catch (PromqlSyntaxException)
        {
            return false;
        }
    }

    private static string Shortened(string text) => text.Length > 100 ? text[..100] + "…" : text;

    [GeneratedRegex(@"^label_values\s*\((?:(?<selector>.+),)?\s*""?(?<label>[A-Za-z_]\w*)""?\s*\)$", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex LabelValues();
}
