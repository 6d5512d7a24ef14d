using Dashboard.Domain.Insights;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>What came of writing or removing a piece of knowledge.</summary>
/// <param name="Article">It, as it is kept now, or as it was before it was removed; null where that was refused.</param>
/// <param name="Complaint">Why it was refused, as a sentence; null where it was not.</param>
/// <param name="IsOvertaken">Whether it was refused because somebody else changed it first.</param>
public sealed record KnowledgeSaved(KnowledgeArticle? Article, string? Complaint, bool IsOvertaken)
{
    internal static KnowledgeSaved Done(KnowledgeArticle article) => new(article, null, false);

    internal static KnowledgeSaved Refused(string complaint) => new(null, complaint, false);

    internal static KnowledgeSaved Overtaken(string complaint) => new(null, complaint, true);
}
