namespace Dashboard.Domain.Insights;

/// <summary>Where a piece of knowledge comes from.</summary>
public enum KnowledgeOrigin : byte
{
    /// <summary>It was written here.</summary>
    Written,

    /// <summary>It comes with the program and is as it came.</summary>
    Program,

    /// <summary>It comes with the program and was changed here.</summary>
    Changed,
}
