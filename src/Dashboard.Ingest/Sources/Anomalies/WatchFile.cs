using System.Diagnostics.CodeAnalysis;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Kpis;

namespace Dashboard.Ingest.Sources.Anomalies;

/// <summary>Reads files of rules of what is watched. What cannot be used in one is refused with its place.</summary>
public static class WatchFile
{
    /// <summary>The rules that come with the program and those of files, of which one of the same name replaces one before it.</summary>
    /// <exception cref="FormatException">A file cannot be used; the message says where and why.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<WatchRule> With(IEnumerable<string> files)
    {
        var rules = StandardWatchRules.All.ToList(); // bound: the files' text
        foreach (var rule in files.SelectMany(static f => Read(File.ReadAllText(f), f)))
            rules.Put(rule, static r => r.Name);
        return rules;
    }

    /// <summary>The rules of a file.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="FormatException">It cannot be used; the message says where and why.</exception>
    public static IReadOnlyList<WatchRule> Read(string yaml, string file)
    {
        var list = CatalogueYaml.Read<RuleList>(yaml, file);
        if (list is null || list.Rules.Count == 0)
            throw new FormatException($"{file} has no rules: they belong below the key 'rules'.");
        return [.. list.Rules.Select(r => Rule($"{file}: rule {r.Key}", r.Key, r.Value ?? new()))];
    }

    private static WatchRule Rule(string at, string name, RuleEntry entry)
    {
        var usual = new WatchRule { Name = name, Title = entry.Title, Query = entry.Query.Trim(), Entity = entry.Entity };
        var rule = usual with
        {
            Unit = Named<Unit>(at, "unit", entry.Unit),
            Interval = Span(at, "interval", entry.Interval) ?? usual.Interval,
            Lateness = Span(at, "lateness", entry.Lateness) ?? usual.Lateness,
            History = Span(at, "history", entry.History) ?? usual.History,
            Sensitivity = Named<WatchSensitivity>(at, "sensitivity", entry.Sensitivity),
            Direction = Named<WatchDirection>(at, "direction", entry.Direction),
            MinimumEffect = entry.MinimumEffect,
            MinimumShare = entry.MinimumShare,
            ComparesShapes = entry.ComparesShapes,
            ComparesPeers = entry.ComparesPeers,
        };
        return rule.Problems().FirstOrDefault() is { } problem ? throw new FormatException($"{at}: {problem}") : rule;
    }

    private static T Named<T>(string at, string what, string text)
        where T : struct, Enum
    {
        if (text.Length == 0)
            return default;
        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
            ? value : throw new FormatException($"{at}: '{text}' is no {what}. There are {string.Join(", ", Enum.GetNames<T>())}.");
    }

    private static TimeSpan? Span(string at, string what, string text) =>
        text.Length == 0 ? null
        : DurationText.Parse(text) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds)
        : throw new FormatException($"{at}: '{text}' is no {what} such as 30s.");

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class RuleList
    {
        public Dictionary<string, RuleEntry?> Rules { get; set; } = []; // bound: CatalogueYaml.MaxCharacters of text
    }

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class RuleEntry
    {
        public string Title { get; set; } = "";

        public string Query { get; set; } = "";

        public string Entity { get; set; } = "{{instance}}";

        public string Unit { get; set; } = "";

        public string Interval { get; set; } = "";

        public string Lateness { get; set; } = "";

        public string History { get; set; } = "";

        public string Sensitivity { get; set; } = "";

        public string Direction { get; set; } = "";

        public double MinimumEffect { get; set; }

        public double MinimumShare { get; set; }

        public bool ComparesShapes { get; set; }

        public bool ComparesPeers { get; set; }
    }
}
