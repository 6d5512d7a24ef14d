using Dashboard.Domain.Analytics.Watching;

namespace Dashboard.Domain.Insights;

/// <summary>What the program concludes from what is unusual: what happened, where, since when, why, and what to do. Immutable.</summary>
public sealed record Insight
{
    /// <summary>What all that belongs to it is known by; the same as long as the first of its anomalies is remembered.</summary>
    public required string Id { get; init; }

    /// <summary>What it is called in programs: <c>sleeping-cell</c>; <c>unusual</c> where nothing known looks like it.</summary>
    public required string Shape { get; init; }

    /// <summary>What it is about.</summary>
    public InsightCategory Category { get; init; }

    /// <summary>How much it wants somebody to look.</summary>
    public InsightPriority Priority { get; init; }

    /// <summary>What happened and where, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>What is seen of it, in a sentence or two.</summary>
    public required string Detail { get; init; }

    /// <summary>What may be done.</summary>
    public required string Advice { get; init; }

    /// <summary>What probably brought it about, the likeliest first.</summary>
    public required IReadOnlyList<ProbableRoot> Causes { get; init; }

    /// <summary>What it befell, by what an operator calls it.</summary>
    public required IReadOnlyList<string> Entities { get; init; }

    /// <summary>What it rests on, the earliest first.</summary>
    public required IReadOnlyList<Anomaly> Anomalies { get; init; }

    /// <summary>Alarms that were raised with it.</summary>
    public required IReadOnlyList<long> Alarms { get; init; }

    /// <summary>0 to 1: how surely what is unusual was no chance, and the more so the more it is.</summary>
    public double Confidence { get; init; }

    /// <summary>When it began, in milliseconds since 1970-01-01 UTC.</summary>
    public required long Since { get; init; }

    /// <summary>When all was as usual again; null while it lasts.</summary>
    public long? Until { get; init; }
}

/// <summary>What an insight is about.</summary>
public enum InsightCategory
{
    /// <summary>Something behaves as never before.</summary>
    Anomaly,

    /// <summary>Users get less than they did.</summary>
    Performance,

    /// <summary>Something is used up.</summary>
    Capacity,

    /// <summary>Something may be lost.</summary>
    Risk,
}

/// <summary>How much an insight wants somebody to look.</summary>
public enum InsightPriority
{
    /// <summary>When there is time.</summary>
    Low,

    /// <summary>Today.</summary>
    Medium,

    /// <summary>Soon.</summary>
    High,

    /// <summary>Now.</summary>
    Critical,
}

/// <summary>What may have brought an insight about.</summary>
/// <param name="Object">The thing, as an operator names it.</param>
/// <param name="Reason">Why it may be.</param>
/// <param name="Weight">The part of all that speaks for it, 0 to 1.</param>
public sealed record ProbableRoot(string Object, string Reason, double Weight);
