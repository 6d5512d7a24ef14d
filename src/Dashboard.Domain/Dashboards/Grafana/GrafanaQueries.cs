using System.Globalization;
using System.Text.RegularExpressions;

namespace Dashboard.Domain.Dashboards.Grafana;

/// <summary>Grafana's queries as ours: ways to write a variable become one, data sources that do not speak PromQL are told apart.</summary>
internal sealed partial class GrafanaQueries
{
    // Data sources that speak PromQL, by their plug-ins' names.
    private static readonly string[] Speakers = ["prometheus", "mimir", "thanos", "cortex", "victoriametrics", "amazonprometheus"];

    private readonly Dictionary<string, string> kinds = new(StringComparer.Ordinal); // bound: inputs and variables of the file

    public GrafanaQueries(GrafanaNode dashboard)
    {
        foreach (var input in dashboard["__inputs"].Items)
            kinds[input["name"].Text] = input["pluginId"].Text;
        foreach (var variable in dashboard["templating"]["list"].Items.Where(static v => v["type"].Text == "datasource"))
            kinds[variable["name"].Text] = variable["query"].Text;
    }

    /// <summary>The kind of a data source that does not speak PromQL; empty where it does or nothing is known about it.</summary>
    /// <param name="datasource">What a target or a panel says: an object with a type, a name, or a variable.</param>
    public string Stranger(GrafanaNode datasource)
    {
        var kind = datasource["type"].Text;
        var name = datasource.IsObject ? datasource["uid"].Text : datasource.Text;
        if (kind.Length == 0 && Variable().Match(name) is { Success: true } variable)
            kind = kinds.GetValueOrDefault(variable.Groups["name"].Value, "");
        return kind.Length == 0 || kind == "datasource" || Array.Exists(Speakers, s => kind.Contains(s, StringComparison.OrdinalIgnoreCase)) ? "" : kind;
    }

    /// <summary>A query or a text with its variables written as <c>${name}</c>.</summary>
    public static string Plain(string text)
    {
        if (!text.Contains('$', StringComparison.Ordinal) && !text.Contains("[[", StringComparison.Ordinal))
            return text;
        text = RangeInSeconds().Replace(text, "$${__range}");
        text = AutoInterval().Replace(text, "$${__interval}");
        return Variable().Replace(text, static m => $"${{{m.Groups["name"].Value}}}");
    }

    /// <summary>A query whose values are multiplied.</summary>
    public static string Times(string query, double factor) =>
        factor == 1 ? query : string.Create(CultureInfo.InvariantCulture, $"({query}) * {factor:R}");

    /// <summary>How series are called: labels in double braces; empty for Grafana's own choice.</summary>
    public static string Legend(string format) =>
        format == "__auto" ? "" : Braces().Replace(Plain(format), "{{${name}}}");

    /// <summary>The labels that a legend names.</summary>
    public static IEnumerable<string> LabelsOf(string legend) => Braces().Matches(legend).Select(static m => m.Groups["name"].Value);

    /// <summary>The labels that the first aggregation of a query keeps.</summary>
    public static IEnumerable<string> KeptBy(string query) => By().Match(query) is { Success: true } by
        ? by.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : [];

    [GeneratedRegex(@"\[\[(?<name>\w+)(?::\w+)?\]\]|\$\{(?<name>\w+)(?:\.\w+)*(?::[^}]*)?\}|\$(?<name>[A-Za-z_]\w*)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$(?:\{__range_s\}|__range_s)s|\$\{__range_ms\}ms", RegexOptions.NonBacktracking)]
    private static partial Regex RangeInSeconds();

    [GeneratedRegex(@"\$__auto_interval_\w+|\$\{__auto_interval_\w+\}|\$__auto\b|\$\{__auto\}|\$interval_auto\b", RegexOptions.NonBacktracking)]
    private static partial Regex AutoInterval();

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z_]\w*)\s*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Braces();

    [GeneratedRegex(@"\bby\s*\((?<labels>[\w\s,]+)\)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex By();
}
