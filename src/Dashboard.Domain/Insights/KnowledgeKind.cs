namespace Dashboard.Domain.Insights;

/// <summary>What a piece of knowledge is.</summary>
public enum KnowledgeKind : byte
{
    /// <summary>What is known of a kind of trouble: how it looks, what it comes of, what to do.</summary>
    Article,

    /// <summary>What one trouble turned out to be, and what helped.</summary>
    Case,
}
