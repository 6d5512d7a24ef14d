using Dashboard.Domain.Insights;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Components.Knowledge;

/// <summary>Wording that the pages of knowledge share.</summary>
internal static class KnowledgeWording
{
    private const int GistLength = 200;

    public static string Kind(KnowledgeKind kind) => kind == KnowledgeKind.Case ? "resolved case" : "article";

    /// <summary>The beginning of what it says first, on one line.</summary>
    public static string Gist(KnowledgeArticle article)
    {
        var first = new[] { article.Symptom, article.Cause, article.Action }.First(static t => t.Length > 0);
        return Line(article.Kind == KnowledgeKind.Case && article.Cause.Length > 0 ? $"It was: {article.Cause}{(article.Action.Length > 0 ? $" What helped: {article.Action}" : "")}" : first);
    }

    public static string By(KnowledgeArticle article) => article.Origin switch
    {
        KnowledgeOrigin.Program => "the program",
        KnowledgeOrigin.Changed => $"the program, changed by {article.ChangedBy}",
        _ => article.Author,
    };

    /// <summary>Who wrote it and when, and who changed it.</summary>
    public static string Story(KnowledgeArticle article) => article switch
    {
        { Origin: KnowledgeOrigin.Program } => "Comes with the program.",
        { Origin: KnowledgeOrigin.Changed } => $"Comes with the program; changed by {article.ChangedBy}, {Sentences.Moment(article.ChangedAt)}.",
        { ChangedBy.Length: > 0 } => $"Written by {article.Author}, {Sentences.Moment(article.CreatedAt)}; changed by {article.ChangedBy}, {Sentences.Moment(article.ChangedAt)}.",
        _ => $"Written by {article.Author}, {Sentences.Moment(article.CreatedAt)}.",
    };

    private static string Line(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= GistLength ? line : $"{line[..(GistLength - 1)]}…";
    }
}
