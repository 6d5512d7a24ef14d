using System.Collections.Immutable;

namespace Dashboard.Domain.Insights;

/// <summary>Which knowledge is looked for.</summary>
public sealed record KnowledgeSearch
{
    /// <summary>Pieces of an answer at most.</summary>
    public const int MostFound = 500;

    /// <summary>Characters of a text that is looked for.</summary>
    public const int MaxText = 300;

    /// <summary>What is looked for, in words, of which a beginning is enough; empty for anything.</summary>
    public string Text { get; init; } = "";

    /// <summary>The category; empty for any.</summary>
    public string Category { get; init; } = "";

    /// <summary>Tags, all of which it has to have.</summary>
    public ImmutableArray<string> Tags { get; init; } = []; // bound: whoever asks

    /// <summary>Articles or cases; null for both.</summary>
    public KnowledgeKind? Kind { get; init; }

    /// <summary>Whether what was hidden is looked for, and nothing else.</summary>
    public bool IsHidden { get; init; }

    /// <summary>How many; 1 to <see cref="MostFound"/>.</summary>
    public int Limit { get; init; } = 50;
}
