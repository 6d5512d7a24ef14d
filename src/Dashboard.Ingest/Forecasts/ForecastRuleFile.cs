using System.Diagnostics.CodeAnalysis;
using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Kpis;

namespace Dashboard.Ingest.Forecasts;

/// <summary>Reads files of forecast rules. What cannot be used in one is refused with its place.</summary>
public static class ForecastRuleFile
{
    /// <summary>The rules that come with the program and those of files, of which one of the same name replaces one before it.</summary>
    /// <exception cref="FormatException">A file cannot be used; the message says where and why.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<ForecastRule> With(IEnumerable<string> files)
    {
        var rules = StandardForecastRules.All.ToList(); // bound: the files' text
        foreach (var rule in files.SelectMany(static f => Read(File.ReadAllText(f), f)))
            rules.Put(rule, static r => r.Name);
        return rules;
    }

    /// <summary>The rules of a file.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="FormatException">It cannot be used; the message says where and why.</exception>
    public static IReadOnlyList<ForecastRule> Read(string yaml, string file)
    {
        var list = CatalogueYaml.Read<RuleList>(yaml, file);
        if (list is null || list.Forecasts.Count == 0)
            throw new FormatException($"{file} has no rules: they belong below the key 'forecasts'.");
        return [.. list.Forecasts.Select(r => Rule($"{file}: forecast {r.Key}", r.Key, r.Value ?? new()))];
    }

    private static ForecastRule Rule(string at, string name, RuleEntry entry)
    {
        var rule = new ForecastRule
        {
            Name = name,
            Title = entry.Title,
            Query = entry.Query.Trim(),
            Entity = entry.Entity,
            Unit = Enum.TryParse<Unit>(entry.Unit, ignoreCase: true, out var unit) ? unit : throw new FormatException($"{at}: '{entry.Unit}' is no unit. There are {string.Join(", ", Enum.GetNames<Unit>())}."),
            Kind = Enum.TryParse<ForecastKind>(entry.Kind, ignoreCase: true, out var kind) ? kind : throw new FormatException($"{at}: '{entry.Kind}' is no kind. There are {string.Join(", ", Enum.GetNames<ForecastKind>())}."),
            Limits = [.. entry.Limits.Select(static l => new ForecastLimit(l.Limit, l.Below))],
            Step = Duration(at, entry.Step),
            Delay = Duration(at, entry.Delay),
            History = Duration(at, entry.History),
            Horizons = entry.Horizons.Count == 0 ? ForecastHorizons.All
                : [.. entry.Horizons.Select(h => ForecastHorizons.Find(h) ?? throw new FormatException($"{at}: '{h}' is no horizon. There are {string.Join(", ", ForecastHorizons.Names)}.")).Distinct().Order()],
        };
        return rule.Complaint() is { } complaint ? throw new FormatException($"{at}: {complaint}") : rule;
    }

    private static TimeSpan Duration(string at, string text) => text.Length > 0 && DurationText.Parse(text) is { } milliseconds
        ? TimeSpan.FromMilliseconds(milliseconds) : throw new FormatException($"{at}: '{text}' is no duration such as 15m or 90d.");

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class RuleList
    {
        public Dictionary<string, RuleEntry?> Forecasts { get; set; } = []; // bound: CatalogueYaml.MaxCharacters of text
    }

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class RuleEntry
    {
        public string Title { get; set; } = "";

        public string Query { get; set; } = "";

        public string Entity { get; set; } = "";

        public string Unit { get; set; } = "None";

        public string Kind { get; set; } = "Capacity";

        public List<LimitEntry> Limits { get; set; } = [];

        public string Step { get; set; } = "5m";

        public string Delay { get; set; } = "1m";

        public string History { get; set; } = "180d";

        public List<string> Horizons { get; set; } = [];
    }

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class LimitEntry
    {
        public double Limit { get; set; }

        public bool Below { get; set; }
    }
}
