using Dashboard.Domain.Insights;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>
/// Words as an expression of full-text search (https://www.sqlite.org/fts5.html section 3). Each word is in quotes and has
/// nothing but letters and digits, so that nothing that somebody types means anything else.
/// </summary>
internal static class KnowledgeMatch
{
    // Of one or two characters a beginning would find nearly everything.
    private const int ShortestBeginning = 3;

    /// <summary>What has all words; null for a text without one.</summary>
    public static string? All(string text) => Join(KnowledgeWords.Of(text), " AND ");

    /// <summary>What has any of the words; null for a text without one.</summary>
    public static string? Any(IReadOnlyList<string> words) => Join(words, " OR ");

    private static string? Join(IReadOnlyList<string> words, string by) =>
        words.Count == 0 ? null : string.Join(by, words.Select(static w => w.Length >= ShortestBeginning ? $"\"{w}\"*" : $"\"{w}\""));
}
