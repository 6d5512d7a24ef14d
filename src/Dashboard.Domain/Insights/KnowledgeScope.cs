using System.Collections.Immutable;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Analytics.Detection;

namespace Dashboard.Domain.Insights;

/// <summary>What a piece of knowledge concerns, by which an alarm or an anomaly finds it. All of it may be empty.</summary>
public sealed record KnowledgeScope
{
    /// <summary>Entries of each of its lists.</summary>
    public const int MostEntries = 20;

    /// <summary>Characters of an entry.</summary>
    public const int MaxEntry = 200;

    /// <summary>What concerns nothing in particular.</summary>
    public static KnowledgeScope None { get; } = new();

    /// <summary>Kinds of things, in lower case: <c>interface</c>, <c>cell</c>, <c>host</c>.</summary>
    public ImmutableArray<string> EntityKinds { get; init; } = []; // bound: MostEntries

    /// <summary>Things by their names, as alarms name their objects: <c>rtr-1 ge-0/0/0</c>.</summary>
    public ImmutableArray<string> Objects { get; init; } = []; // bound: MostEntries

    /// <summary>Metrics by their names: <c>RRU_PrbTotDl</c>.</summary>
    public ImmutableArray<string> Metrics { get; init; } = []; // bound: MostEntries

    /// <summary>Probable causes of alarms, as <see cref="ProbableCause.Normalise"/> writes them.</summary>
    public ImmutableArray<string> AlarmCauses { get; init; } = []; // bound: MostEntries

    /// <summary>Kinds of anomalies.</summary>
    public ImmutableArray<AnomalyKind> Anomalies { get; init; } = []; // bound: the kinds that there are

    /// <summary>The same without empty and repeated entries, with kinds in lower case and causes as all doors write them.</summary>
    public KnowledgeScope Tidy() => new()
    {
        EntityKinds = Tidy(EntityKinds, static k => k.Trim().ToLowerInvariant()),
        Objects = Tidy(Objects, static o => o.Trim()),
        Metrics = Tidy(Metrics, static m => m.Trim()),
        AlarmCauses = Tidy(AlarmCauses, static c => ProbableCause.Normalise(c.Trim())),
        Anomalies = [.. Anomalies.Where(static a => a != AnomalyKind.None).Distinct()],
    };

    /// <summary>What is wrong with it, as a sentence; null where nothing is.</summary>
    public string? Complaint()
    {
        foreach (var (name, entries) in new[] { ("kinds of things", EntityKinds), ("things", Objects), ("metrics", Metrics), ("causes of alarms", AlarmCauses) })
        {
            if (entries.Length > MostEntries)
                return $"It names {entries.Length} {name}; {MostEntries} are allowed.";
            if (entries.FirstOrDefault(static e => e.Length > MaxEntry) is { } longest)
                return $"'{longest[..20]}…' of its {name} has {longest.Length} characters; {MaxEntry} are allowed.";
        }
        return Anomalies.Any(static a => !Enum.IsDefined(a)) ? $"It names a kind of anomaly that there is not. There are {string.Join(", ", Enum.GetNames<AnomalyKind>().Skip(1).Select(static n => n.ToLowerInvariant()))}." : null;
    }

    private static ImmutableArray<string> Tidy(ImmutableArray<string> entries, Func<string, string> write) =>
        entries.IsDefaultOrEmpty ? [] : [.. entries.Select(e => write(e ?? "")).Where(static e => e.Length > 0).Distinct(StringComparer.Ordinal)];
}
