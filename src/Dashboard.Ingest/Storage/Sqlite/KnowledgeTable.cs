using Dapper;
using Dashboard.Domain.Insights;
using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>The tables of the knowledge base and the statements over them. <see cref="KnowledgeBase"/> is what others ask.</summary>
internal static class KnowledgeTable
{
    // A word of the title says most, then what it was tagged with and concerns, then how it looks.
    private const string Rank = "bm25(knowledge_text, 10, 4, 2, 1, 1, 6, 5)";

    private const string Chosen = """
        is_hidden = @hidden AND (@category = '' OR category = @category) AND (@kind < 0 OR kind = @kind)
        AND NOT EXISTS (SELECT 1 FROM json_each(@tags) AS asked WHERE asked.value NOT IN (SELECT value FROM json_each(knowledge.tags)))
        """;

    /// <summary>The tables. Times are milliseconds since 1970, UTC; tags and scope are JSON.</summary>
    public const string Sql = """
        CREATE TABLE knowledge (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            provided TEXT UNIQUE,
            is_changed INTEGER NOT NULL,
            is_hidden INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            title TEXT NOT NULL,
            symptom TEXT NOT NULL,
            cause TEXT NOT NULL,
            verify TEXT NOT NULL,
            action TEXT NOT NULL,
            category TEXT NOT NULL,
            tags TEXT NOT NULL,
            scope TEXT NOT NULL,
            author TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            changed_by TEXT NOT NULL,
            version INTEGER NOT NULL,
            helped INTEGER NOT NULL
        ) STRICT;
        CREATE VIRTUAL TABLE knowledge_text USING fts5(title, symptom, cause, verify, action, tags, scope, tokenize = 'unicode61 remove_diacritics 2', prefix = '3 4');
        """;

    /// <summary>Writes a row, a new one where its number is 0.</summary>
    /// <returns>Its number.</returns>
    public static long Write(SqliteConnection connection, KnowledgeRow row)
    {
        var id = connection.ExecuteScalar<long>("""
            INSERT INTO knowledge (id, provided, is_changed, is_hidden, kind, title, symptom, cause, verify, action, category, tags, scope, author, created_at, changed_at, changed_by, version, helped)
            VALUES (nullif(@Id, 0), @Provided, @IsChanged, @IsHidden, @Kind, @Title, @Symptom, @Cause, @Verify, @Action, @Category, @Tags, @Scope, @Author, @CreatedAt, @ChangedAt, @ChangedBy, @Version, @Helped)
            ON CONFLICT (id) DO UPDATE SET provided = excluded.provided, is_changed = excluded.is_changed, is_hidden = excluded.is_hidden, kind = excluded.kind, title = excluded.title,
                symptom = excluded.symptom, cause = excluded.cause, verify = excluded.verify, action = excluded.action, category = excluded.category, tags = excluded.tags, scope = excluded.scope,
                changed_at = excluded.changed_at, changed_by = excluded.changed_by, version = excluded.version, helped = excluded.helped
            RETURNING id
            """, row);
        connection.Execute(
            "DELETE FROM knowledge_text WHERE rowid = @id; INSERT INTO knowledge_text (rowid, title, symptom, cause, verify, action, tags, scope) VALUES (@id, @Title, @Symptom, @Cause, @Verify, @Action, @Tags, @ScopeWords)",
            new { id, row.Title, row.Symptom, row.Cause, row.Verify, row.Action, row.Tags, row.ScopeWords });
        return id;
    }

    public static void Delete(SqliteConnection connection, long id) => connection.Execute("DELETE FROM knowledge WHERE id = @id; DELETE FROM knowledge_text WHERE rowid = @id", new { id });

    public static KnowledgeRow? Find(SqliteConnection connection, long id) =>
        connection.QuerySingleOrDefault<KnowledgeRow>($"SELECT {KnowledgeRow.Columns} FROM knowledge WHERE id = @id", new { id });

    public static IEnumerable<KnowledgeRow> Provided(SqliteConnection connection) =>
        connection.Query<KnowledgeRow>($"SELECT {KnowledgeRow.Columns} FROM knowledge WHERE provided IS NOT NULL");

    public static int Count(SqliteConnection connection) => connection.ExecuteScalar<int>("SELECT count(*) FROM knowledge");

    public static void AddHelp(SqliteConnection connection, long id) => connection.Execute("UPDATE knowledge SET helped = helped + 1 WHERE id = @id", new { id });

    /// <summary>What fits a search.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="match">The words as full-text search takes them; null for none, which finds what helped most and was changed last.</param>
    /// <param name="search">The rest of it.</param>
    public static (IEnumerable<KnowledgeRow> Rows, int Total) Search(SqliteConnection connection, string? match, KnowledgeSearch search)
    {
        var chosen = new
        {
            match,
            hidden = search.IsHidden ? 1 : 0,
            category = KnowledgeArticle.Word(search.Category.Trim()),
            kind = search.Kind is { } kind ? (int)kind : -1,
            tags = System.Text.Json.JsonSerializer.Serialize(search.Tags.Select(static t => KnowledgeArticle.Word(t.Trim()))),
            limit = Math.Clamp(search.Limit, 1, KnowledgeSearch.MostFound),
        };
        var from = match is null ? $"knowledge WHERE {Chosen}" : $"knowledge_text JOIN knowledge ON knowledge.id = knowledge_text.rowid WHERE knowledge_text MATCH @match AND {Chosen}";
        var order = match is null ? "helped DESC, changed_at DESC, knowledge.title" : $"{Rank}, helped DESC, knowledge.id";
        return (
            connection.Query<KnowledgeRow>($"SELECT {KnowledgeRow.Columns} FROM {from} ORDER BY {order} LIMIT @limit", chosen),
            connection.ExecuteScalar<int>($"SELECT count(*) FROM {from}", chosen));
    }

    public static IEnumerable<KnowledgeFacet> Categories(SqliteConnection connection) =>
        connection.Query<(string Name, long Count)>("SELECT category, count(*) FROM knowledge WHERE is_hidden = 0 GROUP BY category ORDER BY category").Select(static c => new KnowledgeFacet(c.Name, (int)c.Count));

    public static IEnumerable<KnowledgeFacet> Tags(SqliteConnection connection, int limit) =>
        connection.Query<(string Name, long Count)>("SELECT value, count(*) FROM knowledge, json_each(knowledge.tags) WHERE is_hidden = 0 GROUP BY value ORDER BY count(*) DESC, value LIMIT @limit", new { limit }).Select(static c => new KnowledgeFacet(c.Name, (int)c.Count));
}
