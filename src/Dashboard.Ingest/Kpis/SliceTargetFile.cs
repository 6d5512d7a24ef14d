using System.Diagnostics.CodeAnalysis;
using Dashboard.Domain.Kpi;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Ran;

namespace Dashboard.Ingest.Kpis;

/// <summary>Reads files of what was promised of slices. What cannot be used in one is refused with its place.</summary>
public static class SliceTargetFile
{
    private const string Resource = "slices.yml";

    /// <summary>The targets that come with the program and those of files, of which one of the same name replaces one before it.</summary>
    /// <exception cref="FormatException">A file cannot be used; the message says where and why.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SliceTargets With(IEnumerable<string> files)
    {
        var targets = new List<SliceTarget>(); // bound: the files' text
        var areas = new Dictionary<string, double>(StringComparer.Ordinal); // bound: the files' text
        foreach (var read in files.Select(static f => Read(File.ReadAllText(f), f)).Prepend(Read(CatalogueYaml.BuiltIn(Resource), Resource)))
        {
            foreach (var target in read.All)
                targets.Put(target, static t => t.Id);
            foreach (var (slice, area) in read.Areas)
                areas[slice] = area;
        }
        return new SliceTargets(targets, areas);
    }

    /// <summary>What a file says.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="FormatException">It cannot be used; the message says where and why.</exception>
    public static SliceTargets Read(string yaml, string file)
    {
        var said = CatalogueYaml.Read<Promises>(yaml, file);
        if (said is null || said.Targets.Count + said.Areas.Count == 0)
            throw new FormatException($"{file} has no targets: they belong below the key 'targets'.");
        return new SliceTargets(
            [.. said.Targets.Select(t => Target($"{file}: target {t.Key}", t.Key, t.Value ?? new()))],
            said.Areas.ToDictionary(
                a => Slice($"{file}: areas", a.Key),
                a => a.Value is > 0 and <= 1e9 ? a.Value : throw new FormatException($"{file}: the area of {a.Key} is to be above 0 km²."), StringComparer.Ordinal));
    }

    private static SliceTarget Target(string at, string id, PromiseEntry entry)
    {
        if (!id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new FormatException($"{at}: a name has lower case letters, digits and hyphens.");
        if (entry.Title.Length == 0 || entry.Bad.Length == 0 || (entry.Sst is null) == (entry.Slices.Count == 0))
            throw new FormatException($"{at} needs 'title', 'bad', 'objective', and either 'sst' or 'slices'.");
        if (entry.Objective is <= 0 or >= 100)
            throw new FormatException($"{at}: the objective is to be above 0 and below 100 hundredths; one of 100 leaves no budget for errors.");
        if (!entry.Bad.Contains("$slice", StringComparison.Ordinal))
            throw new FormatException($"{at}: 'bad' needs $slice among the matchers of its measurements, which keeps other slices out.");
        var target = new SliceTarget
        {
            Id = id,
            Title = entry.Title,
            Help = entry.Help,
            Clause = entry.Clause,
            Owner = entry.Owner,
            Sst = entry.Sst,
            Slices = [.. entry.Slices.Select(s => Slice(at, s))],
            Objective = entry.Objective,
            Window = Span(at, "window", entry.Window, TimeSpan.FromHours(1), TimeSpan.FromDays(90)),
            Period = Span(at, "period", entry.Period, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1)),
            Delay = Span(at, "delay", entry.Delay, TimeSpan.Zero, TimeSpan.FromDays(1)),
            Bad = entry.Bad.Trim(),
        };
        try
        {
            _ = target.BadShare();
            return target;
        }
        catch (PromqlSyntaxException e)
        {
            throw new FormatException($"{at}: {e.Message}", e);
        }
    }

    private static string Slice(string at, string text) =>
        Snssai.TryParse(text, out var slice) ? slice.ToString() : throw new FormatException($"{at}: '{text}' is no S-NSSAI such as 01 or 01-06E442.");

    private static TimeSpan Span(string at, string what, string text, TimeSpan least, TimeSpan most) =>
        DurationText.Parse(text) is { } milliseconds && TimeSpan.FromMilliseconds(milliseconds) is var span && span >= least && span <= most
            ? span : throw new FormatException($"{at}: '{text}' is no {what} such as 30d; {DurationText.Format((long)least.TotalMilliseconds)} to {DurationText.Format((long)most.TotalMilliseconds)}.");

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class Promises
    {
        public Dictionary<string, PromiseEntry?> Targets { get; set; } = []; // bound: CatalogueYaml.MaxCharacters of text

        public Dictionary<string, double> Areas { get; set; } = []; // bound: CatalogueYaml.MaxCharacters of text
    }

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class PromiseEntry
    {
        public string Title { get; set; } = "";

        public string Help { get; set; } = "";

        public string Clause { get; set; } = "";

        public string Owner { get; set; } = "";

        public byte? Sst { get; set; }

        public List<string> Slices { get; set; } = [];

        public decimal Objective { get; set; }

        public string Window { get; set; } = "30d";

        public string Period { get; set; } = "10s";

        public string Delay { get; set; } = "5s";

        public string Bad { get; set; } = "";
    }
}
