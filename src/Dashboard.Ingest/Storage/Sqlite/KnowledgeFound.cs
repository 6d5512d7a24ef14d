using Dashboard.Domain.Insights;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>What a search of the knowledge base found.</summary>
/// <param name="Articles">The best, the best first.</param>
/// <param name="Total">How many there are, shown or not.</param>
/// <param name="IsPartial">Whether nothing has all words that were asked for, and these have some.</param>
public sealed record KnowledgeFound(IReadOnlyList<KnowledgeArticle> Articles, int Total, bool IsPartial = false);

/// <summary>A word by which knowledge can be chosen, and how many have it.</summary>
/// <param name="Name">The category or tag.</param>
/// <param name="Count">How many have it.</param>
public sealed record KnowledgeFacet(string Name, int Count);
