using Dashboard.Domain.Insights;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Knowledge;

/// <summary>What people do to the knowledge base, from pages and through the API, with its line in the audit trail.</summary>
public sealed class KnowledgeDesk(KnowledgeBase knowledge, AuditTrail audit)
{
    /// <summary>Adds an article or a case.</summary>
    public KnowledgeSaved Add(KnowledgeArticle article, Actor actor) => Told(knowledge.Add(article, actor.Name), actor, "added");

    /// <summary>Adds the case of a trouble that is over.</summary>
    /// <param name="question">The trouble.</param>
    /// <param name="cause">What it was.</param>
    /// <param name="action">What helped.</param>
    /// <param name="actor">Who says so.</param>
    public KnowledgeSaved AddCase(KnowledgeQuestion question, string cause, string action, Actor actor) => Told(knowledge.AddCase(question, cause, action, actor.Name), actor, "added");

    /// <summary>Changes an article or a case.</summary>
    /// <param name="article">What it is to say, with its number.</param>
    /// <param name="basedOn">The version that the change rests on; null for whatever there is.</param>
    /// <param name="actor">Who changes it.</param>
    public KnowledgeSaved Change(KnowledgeArticle article, int? basedOn, Actor actor) => Told(knowledge.Change(article, basedOn, actor.Name), actor, "changed");

    /// <summary>Removes what was written here, and hides what comes with the program.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="basedOn">The version that the removal rests on; null for whatever there is.</param>
    /// <param name="actor">Who removes it.</param>
    public KnowledgeSaved Remove(long id, int? basedOn, Actor actor)
    {
        var removed = knowledge.Remove(id, basedOn);
        return Told(removed, actor, removed.Article?.IsOfProgram == true ? "hid" : "removed");
    }

    /// <summary>Gives an article of the program back as it came.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="basedOn">The version that it rests on; null for whatever there is.</param>
    /// <param name="actor">Who wants it.</param>
    public KnowledgeSaved Restore(long id, int? basedOn, Actor actor) => Told(knowledge.Restore(id, basedOn), actor, "restored");

    /// <summary>Counts that it helped somebody.</summary>
    public KnowledgeSaved Help(long id, Actor actor) => Told(knowledge.Help(id), actor, "was helped by");

    private KnowledgeSaved Told(KnowledgeSaved saved, Actor actor, string did)
    {
        if (saved.Article is { } article)
            audit.Add(actor, $"{did} {(article.Kind == KnowledgeKind.Case ? "case" : "article")}", $"{article.Id} {article.Title}");
        return saved;
    }
}
