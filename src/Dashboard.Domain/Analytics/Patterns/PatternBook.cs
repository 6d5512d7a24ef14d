using System.Collections.Immutable;

namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>The patterns that were found when they were last looked for. Never changes; the next look makes another one.</summary>
public sealed record PatternBook
{
    /// <summary>Patterns that are kept of a look; of more the least sure are left out.</summary>
    public const int Most = 2000;

    /// <summary>Before anything was looked at.</summary>
    public static PatternBook Empty { get; } = new();

    /// <summary>When it was looked; null before the first look.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How long the look took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The patterns, the surest first.</summary>
    public ImmutableArray<Pattern> Patterns { get; init; } = []; // bound: Most

    /// <summary>Series that were looked at.</summary>
    public int Series { get; init; }

    /// <summary>Series that were left out because there were too many.</summary>
    public int LeftOut { get; init; }

    /// <summary>Queries that gave no answer, each a sentence.</summary>
    public ImmutableArray<string> Problems { get; init; } = []; // bound: rules, twice

    /// <summary>The patterns of a kind that are at least so sure, the surest first.</summary>
    /// <param name="type">The kind; null for all.</param>
    /// <param name="confidence">How sure at least, 0 to 1.</param>
    /// <param name="limit">How many at most.</param>
    public IReadOnlyList<Pattern> Of(PatternType? type, double confidence, int limit) =>
        [.. Patterns.Where(p => (type is not { } wanted || p.Type == wanted) && p.Confidence >= confidence).Take(limit)];
}
