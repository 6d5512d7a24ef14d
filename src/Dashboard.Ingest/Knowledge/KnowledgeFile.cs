using System.Diagnostics.CodeAnalysis;
using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Insights;
using Dashboard.Ingest.Kpis;

namespace Dashboard.Ingest.Knowledge;

/// <summary>Reads files of articles. What cannot be used in one is refused with its place.</summary>
public static class KnowledgeFile
{
    private const string Resource = "knowledge.yml";

    private static readonly Lazy<IReadOnlyDictionary<string, KnowledgeArticle>> Known = new(static () => Read(CatalogueYaml.BuiltIn(Resource, "Knowledge"), Resource));

    /// <summary>The articles that come with the program, by the names that it knows them by.</summary>
    public static IReadOnlyDictionary<string, KnowledgeArticle> BuiltIn => Known.Value;

    /// <summary>The articles of a file, by their names.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="FormatException">It cannot be used; the message says where and why.</exception>
    public static IReadOnlyDictionary<string, KnowledgeArticle> Read(string yaml, string file)
    {
        var list = CatalogueYaml.Read<ArticleList>(yaml, file);
        if (list is null || list.Articles.Count == 0)
            throw new FormatException($"{file} has no articles: they belong below the key 'articles'.");
        return list.Articles.ToDictionary(static a => a.Key, a => Article($"{file}: article {a.Key}", a.Value ?? new()), StringComparer.Ordinal);
    }

    private static KnowledgeArticle Article(string at, ArticleEntry entry)
    {
        var article = new KnowledgeArticle
        {
            Title = entry.Title,
            Symptom = entry.Symptom,
            Cause = entry.Cause,
            Verify = entry.Verify,
            Action = entry.Action,
            Category = entry.Category,
            Tags = [.. entry.Tags],
            Scope = new KnowledgeScope
            {
                EntityKinds = [.. entry.EntityKinds],
                Metrics = [.. entry.Metrics],
                AlarmCauses = [.. entry.AlarmCauses],
                Anomalies =
                [
                    .. entry.Anomalies.Select(a => Enum.TryParse<AnomalyKind>(a, ignoreCase: true, out var kind) && !char.IsAsciiDigit(a[0])
                        ? kind : throw new FormatException($"{at}: '{a}' is no kind of anomaly. There are {string.Join(", ", Enum.GetNames<AnomalyKind>().Skip(1))}.")),
                ],
            },
            Origin = KnowledgeOrigin.Program,
        }.Tidy();
        return article.Complaint() is { } complaint ? throw new FormatException($"{at}: {complaint}") : article;
    }

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class ArticleList
    {
        public Dictionary<string, ArticleEntry?> Articles { get; set; } = []; // bound: CatalogueYaml.MaxCharacters of text
    }

    [SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
    private sealed class ArticleEntry
    {
        public string Title { get; set; } = "";

        public string Symptom { get; set; } = "";

        public string Cause { get; set; } = "";

        public string Verify { get; set; } = "";

        public string Action { get; set; } = "";

        public string Category { get; set; } = "";

        public List<string> Tags { get; set; } = [];

        public List<string> EntityKinds { get; set; } = [];

        public List<string> Metrics { get; set; } = [];

        public List<string> AlarmCauses { get; set; } = [];

        public List<string> Anomalies { get; set; } = [];
    }
}
