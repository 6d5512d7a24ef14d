using System.Diagnostics.CodeAnalysis;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Kpi;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Kpis;

/// <summary>Reads files of KPIs. What cannot be used in one is refused with its place.</summary>
public static class KpiFile
{
    private const string Resource = "kpis.yml";

    private static readonly Lazy<IReadOnlyList<KpiFormula>> Known = new(static () => Read(CatalogueYaml.BuiltIn(Resource), Resource));

    /// <summary>The KPIs that come with the program.</summary>
    public static IReadOnlyList<KpiFormula> BuiltIn => Known.Value;

    /// <summary>The KPIs that come with the program and those of files, of which one of the same name replaces one before it.</summary>
    /// <exception cref="FormatException">A file cannot be used; the message says where and why.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<KpiFormula> With(IEnumerable<string> files)
    {
        var kpis = BuiltIn.ToList(); // bound: the files' text
        foreach (var kpi in files.SelectMany(static f => Read(File.ReadAllText(f), f)))
            kpis.Put(kpi, static k => k.Id);
        return kpis;
    }

    /// <summary>The KPIs of a file.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="FormatException">It cannot be used; the message says where and why.</exception>
    public static IReadOnlyList<KpiFormula> Read(string yaml, string file)
    {
        var list = CatalogueYaml.Read<KpiList>(yaml, file);
        if (list is null || list.Kpis.Count == 0)
            throw new FormatException($"{file} has no KPIs: they belong below the key 'kpis'.");
        return [.. list.Kpis.Select(k => Formula($"{file}: KPI {k.Key}", k.Key, k.Value ?? new()))];
    }

    /// <summary>A KPI by itself, without its name.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="yaml">What a file has below the name.</param>
    /// <param name="at">What it is called in messages.</param>
    /// <exception cref="FormatException">It cannot be used; the message says where and why.</exception>
    public static KpiFormula ReadOne(string id, string yaml, string at) => Formula(at, id, CatalogueYaml.Read<KpiEntry>(yaml, at) ?? new());

    /// <summary>A KPI as <see cref="ReadOne"/> reads it.</summary>
    public static string Write(KpiFormula kpi) => CatalogueYaml.Write(new KpiEntry
    {
        Title = kpi.Title,
        Help = kpi.Help,
        Clause = kpi.Clause,
        Owner = kpi.Owner,
        Version = kpi.Version,
        Unit = kpi.Unit.ToString(),
        Query = kpi.Query,
        Levels = [.. kpi.Levels.Select(static l => l.ToString().ToLowerInvariant())],
        Thresholds = [.. kpi.Thresholds.Select(static t => new LimitEntry { Severity = t.Severity.ToString().ToLowerInvariant(), Limit = t.Limit, Below = t.Below })],
        SuccessRate = kpi.IsSuccessRate,
    });

    private static KpiFormula Formula(string at, string id, KpiEntry entry)
    {
        if (entry.Title.Length == 0 || entry.Query.Length == 0 || entry.Levels.Count == 0)
            throw new FormatException($"{at} needs 'title', 'query' and 'levels'.");
        var kpi = new KpiFormula
        {
            Id = id,
            Title = entry.Title,
            Help = entry.Help,
            Clause = entry.Clause,
            Owner = entry.Owner,
            Version = entry.Version,
            Unit = Enum.TryParse<Unit>(entry.Unit, ignoreCase: true, out var unit) ? unit : throw new FormatException($"{at}: '{entry.Unit}' is no unit. There are {string.Join(", ", Enum.GetNames<Unit>())}."),
            Query = entry.Query.Trim(),
            Levels = [.. entry.Levels.Select(l => Enum.TryParse<KpiLevel>(l, ignoreCase: true, out var level) ? level : throw new FormatException($"{at}: '{l}' is no level. There are {string.Join(", ", Enum.GetNames<KpiLevel>())}."))],
            Thresholds =
            [
                .. entry.Thresholds.Select(t => Enum.TryParse<PerceivedSeverity>(t.Severity, ignoreCase: true, out var severity)
                    ? new Threshold(severity, t.Limit, t.Below) : throw new FormatException($"{at}: '{t.Severity}' is no severity. There are {string.Join(", ", Enum.GetNames<PerceivedSeverity>())}.")),
            ],
            IsSuccessRate = entry.SuccessRate,
        };
        if (KpiFormula.Check(kpi.Query) is { } fault)
            throw new FormatException($"{at}, query: {fault}");
        try
        {
            foreach (var level in kpi.Levels)
                _ = kpi.QueryFor(level, TimeSpan.FromHours(1));
        }
        catch (PromqlSyntaxException e)
        {
            throw new FormatException($"{at}: {e.Message}", e);
        }
        return kpi;
    }

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class KpiList
    {
        public Dictionary<string, KpiEntry?> Kpis { get; set; } = []; // bound: CatalogueYaml.MaxCharacters of text
    }

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class KpiEntry
    {
        public string Title { get; set; } = "";

        public string Help { get; set; } = "";

        public string Clause { get; set; } = "";

        public string Owner { get; set; } = "";

        public int Version { get; set; } = 1;

        public string Unit { get; set; } = "None";

        public string Query { get; set; } = "";

        public List<string> Levels { get; set; } = [];

        public List<LimitEntry> Thresholds { get; set; } = [];

        public bool SuccessRate { get; set; }
    }

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class LimitEntry
    {
        public string Severity { get; set; } = "";

        public double Limit { get; set; }

        public bool Below { get; set; }
    }
}
