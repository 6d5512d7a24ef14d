using Dashboard.Domain.Insights;
using Dashboard.Ingest.Knowledge;
using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>
/// What is known of trouble: articles and resolved cases in the state database, found by their words. The articles that
/// come with the program can be changed and hidden, and be had back as they came. Safe from any thread.
/// </summary>
public sealed class KnowledgeBase
{
    /// <summary>Articles and cases that there may be, those of the program among them.</summary>
    public const int Most = 5000;

    private const int MostTags = 60;
    private const int Candidates = 100;

    // The step's number among those of all areas, in one place.
    private const int SchemaNumber = 11;

    private readonly Lock _gate = new();
    private readonly StateDatabase _database;
    private readonly TimeProvider _time;
    private readonly IReadOnlyDictionary<string, KnowledgeArticle> _provided;
    private long _changes;

    /// <summary>Opens the knowledge base with the articles that come with the program.</summary>
    public KnowledgeBase(StateDatabase database, TimeProvider time)
        : this(database, time, KnowledgeFile.BuiltIn)
    {
    }

    internal KnowledgeBase(StateDatabase database, TimeProvider time, IReadOnlyDictionary<string, KnowledgeArticle> provided)
    {
        (_database, _time, _provided) = (database, time, provided);
        Provide();
    }

    /// <summary>The tables in the state database.</summary>
    public static StateMigration Schema { get; } = new(SchemaNumber, KnowledgeTable.Sql);

    /// <summary>Rises with each change, so that whoever shows something of it knows when to look again.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>A piece of knowledge, hidden or not; null where there is none of that number.</summary>
    public KnowledgeArticle? Find(long id)
    {
        using var connection = _database.Connect();
        return KnowledgeTable.Find(connection, id)?.Article();
    }

    /// <summary>
    /// What has all words of a text, the title counting most (BM25, https://www.sqlite.org/fts5.html section 5.1.1); where
    /// nothing has all, what has some. Without a text, what helped most often and was changed last. No
    /// text is an error.
    /// </summary>
    public KnowledgeFound Search(KnowledgeSearch search)
    {
        var text = search.Text.Length <= KnowledgeSearch.MaxText ? search.Text : search.Text[..KnowledgeSearch.MaxText];
        using var connection = _database.Connect();
        var match = KnowledgeMatch.All(text);
        // Somebody who typed nothing but signs looks for something that is not there.
        if (match is null && text.AsSpan().Trim().Length > 0)
            return new KnowledgeFound([], 0);
        var (rows, total) = KnowledgeTable.Search(connection, match, search);
        var isPartial = total == 0 && match is not null;
        if (isPartial)
            (rows, total) = KnowledgeTable.Search(connection, KnowledgeMatch.Any(KnowledgeWords.Of(text)), search);
        return new KnowledgeFound([.. rows.Select(static r => r.Article())], total, isPartial && total > 0);
    }

    /// <summary>What is nearest to a trouble, the nearest first; nothing that only shares a word with it.</summary>
    /// <param name="question">The trouble.</param>
    /// <param name="limit">How many at most.</param>
    public IReadOnlyList<KnowledgeArticle> Nearest(KnowledgeQuestion question, int limit)
    {
        var words = KnowledgeWords.Telling(string.Join(' ', question.Text, question.Object, question.Metric, question.AlarmCause));
        if (KnowledgeMatch.Any(words) is not { } match)
            return [];
        using var connection = _database.Connect();
        var (rows, _) = KnowledgeTable.Search(connection, match, new KnowledgeSearch { Limit = Candidates });
        return
        [
            .. rows.Select(static r => r.Article()).Select(a => (Article: a, Near: KnowledgeNearness.Of(a, question)))
                .Where(static n => n.Near >= KnowledgeNearness.Least).OrderByDescending(static n => n.Near).Take(limit).Select(static n => n.Article),
        ];
    }

    /// <summary>The categories that there are, by name, and how many belong to each.</summary>
    public IReadOnlyList<KnowledgeFacet> Categories()
    {
        using var connection = _database.Connect();
        return [.. KnowledgeTable.Categories(connection)];
    }

    /// <summary>The tags that are used most, those first that are used most.</summary>
    public IReadOnlyList<KnowledgeFacet> Tags()
    {
        using var connection = _database.Connect();
        return [.. KnowledgeTable.Tags(connection, MostTags)];
    }

    /// <summary>Adds an article or a case.</summary>
    /// <param name="article">What it says; its number, version, times and origin are set here.</param>
    /// <param name="by">Who writes it.</param>
    public KnowledgeSaved Add(KnowledgeArticle article, string by)
    {
        var tidy = article.Tidy();
        if (tidy.Complaint() is { } complaint)
            return KnowledgeSaved.Refused(complaint);
        return Write(connection =>
        {
            if (KnowledgeTable.Count(connection) >= Most)
                return KnowledgeSaved.Refused($"The knowledge base holds {Most:N0} articles and cases already. Remove some.");
            var now = _time.GetUtcNow();
            var added = tidy with { Id = 0, Author = by, CreatedAt = now, ChangedAt = now, ChangedBy = "", Version = 1, Helped = 0, Origin = KnowledgeOrigin.Written, IsHidden = false };
            return Kept(connection, KnowledgeTable.Write(connection, KnowledgeRow.Of(added, provided: null)));
        });
    }

    /// <summary>Adds the case of a trouble that is over, in the category of what is nearest to it.</summary>
    /// <param name="question">The trouble.</param>
    /// <param name="cause">What it was, in a line.</param>
    /// <param name="action">What helped, in a line; one of both may be empty.</param>
    /// <param name="by">Who says so.</param>
    public KnowledgeSaved AddCase(KnowledgeQuestion question, string cause, string action, string by)
    {
        if (string.IsNullOrWhiteSpace(cause) && string.IsNullOrWhiteSpace(action))
            return KnowledgeSaved.Refused("Say what it was or what helped.");
        var nearest = Nearest(question, 1);
        return Add(question.Resolved(cause, action) with { Category = nearest is [var first] ? first.Category : KnowledgeArticle.NoCategory }, by);
    }

    /// <summary>Changes what an article or a case says.</summary>
    /// <param name="article">What it is to say, with its number.</param>
    /// <param name="basedOn">The version that the change rests on; null for whatever there is.</param>
    /// <param name="by">Who changes it.</param>
    public KnowledgeSaved Change(KnowledgeArticle article, int? basedOn, string by)
    {
        var tidy = article.Tidy();
        if (tidy.Complaint() is { } complaint)
            return KnowledgeSaved.Refused(complaint);
        return Write(article.Id, basedOn, (connection, row, present) =>
        {
            var changed = tidy with
            {
                Author = present.Author,
                CreatedAt = present.CreatedAt,
                ChangedAt = _time.GetUtcNow(),
                ChangedBy = by,
                Version = present.Version + 1,
                Helped = present.Helped,
                Origin = present.IsOfProgram ? KnowledgeOrigin.Changed : KnowledgeOrigin.Written,
                IsHidden = present.IsHidden,
            };
            return Kept(connection, KnowledgeTable.Write(connection, KnowledgeRow.Of(changed, row.Provided)));
        });
    }

    /// <summary>Removes what was written here; what comes with the program is hidden, and <see cref="Restore"/> shows it again.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="basedOn">The version that the removal rests on; null for whatever there is.</param>
    public KnowledgeSaved Remove(long id, int? basedOn) => Write(id, basedOn, (connection, row, present) =>
    {
        if (present.IsOfProgram)
            KnowledgeTable.Write(connection, KnowledgeRow.Of(present with { IsHidden = true, Version = present.Version + 1 }, row.Provided));
        else
            KnowledgeTable.Delete(connection, id);
        return KnowledgeSaved.Done(present);
    });

    /// <summary>Gives an article of the program back as it came, where it was changed or hidden.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="basedOn">The version that it rests on; null for whatever there is.</param>
    public KnowledgeSaved Restore(long id, int? basedOn) => Write(id, basedOn, (connection, row, present) =>
        row.Provided is not { } name || !_provided.TryGetValue(name, out var came) ? KnowledgeSaved.Refused("Only what comes with the program can be had back as it came.")
        : Kept(connection, KnowledgeTable.Write(connection, KnowledgeRow.Of(AsItCame(came, present), name))));

    /// <summary>Counts that it helped somebody.</summary>
    public KnowledgeSaved Help(long id) => Write(id, basedOn: null, (connection, _, _) =>
    {
        KnowledgeTable.AddHelp(connection, id);
        return Kept(connection, id);
    });

    private KnowledgeArticle AsItCame(KnowledgeArticle came, KnowledgeArticle present) => came with
    {
        Id = present.Id,
        Origin = KnowledgeOrigin.Program,
        CreatedAt = present.CreatedAt,
        ChangedAt = _time.GetUtcNow(),
        Version = present.Version + 1,
        Helped = present.Helped,
    };

    // A newer program may say something better of what nobody changed, and know something no longer.
    private void Provide() => Write(connection =>
    {
        var present = KnowledgeTable.Provided(connection).ToDictionary(static r => r.Provided!, StringComparer.Ordinal);
        var now = _time.GetUtcNow();
        foreach (var (name, article) in _provided)
        {
            if (!present.Remove(name, out var row))
                KnowledgeTable.Write(connection, KnowledgeRow.Of(article with { Origin = KnowledgeOrigin.Program, CreatedAt = now, ChangedAt = now }, name));
            else if (row.IsChanged == 0 && !row.SaysAs(KnowledgeRow.Of(article, name)))
                KnowledgeTable.Write(connection, KnowledgeRow.Of(AsItCame(article, row.Article()) with { IsHidden = row.IsHidden == 1 }, name));
        }
        foreach (var row in present.Values)
        {
            if (row.IsChanged == 1)
                KnowledgeTable.Write(connection, KnowledgeRow.Of(row.Article() with { Origin = KnowledgeOrigin.Written }, provided: null));
            else
                KnowledgeTable.Delete(connection, row.Id);
        }
        return KnowledgeSaved.Refused("");
    });

    private static KnowledgeSaved Kept(SqliteConnection connection, long id) => KnowledgeSaved.Done(KnowledgeTable.Find(connection, id)!.Article());

    private KnowledgeSaved Write(long id, int? basedOn, Func<SqliteConnection, KnowledgeRow, KnowledgeArticle, KnowledgeSaved> write) => Write(connection =>
    {
        if (KnowledgeTable.Find(connection, id) is not { } row)
            return KnowledgeSaved.Refused($"There is no knowledge of number {id}.");
        return basedOn is { } version && version != row.Version
            ? KnowledgeSaved.Overtaken($"It has version {row.Version} by now. Look at it and change it anew.")
            : write(connection, row, row.Article());
    });

    private KnowledgeSaved Write(Func<SqliteConnection, KnowledgeSaved> write)
    {
        lock (_gate)
        {
            using var connection = _database.Connect();
            using var transaction = connection.BeginTransaction();
            var saved = write(connection);
            transaction.Commit();
            Interlocked.Increment(ref _changes);
            return saved;
        }
    }
}
