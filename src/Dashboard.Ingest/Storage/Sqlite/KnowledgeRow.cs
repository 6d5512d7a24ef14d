using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Domain.Insights;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>A piece of knowledge as its row in the state database; its columns in the order of <see cref="Columns"/>.</summary>
internal sealed class KnowledgeRow
{
    /// <summary>The columns as a statement reads them.</summary>
    public const string Columns =
        "knowledge.id, provided, is_changed AS IsChanged, is_hidden AS IsHidden, kind, knowledge.title, knowledge.symptom, knowledge.cause, knowledge.verify, knowledge.action, category, knowledge.tags, knowledge.scope, author, created_at AS CreatedAt, changed_at AS ChangedAt, changed_by AS ChangedBy, version, helped";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public long Id { get; init; }

    /// <summary>The name by which the program knows it; null where it was written here.</summary>
    public string? Provided { get; init; }

    public long IsChanged { get; init; }

    public long IsHidden { get; init; }

    public long Kind { get; init; }

    public string Title { get; init; } = "";

    public string Symptom { get; init; } = "";

    public string Cause { get; init; } = "";

    public string Verify { get; init; } = "";

    public string Action { get; init; } = "";

    public string Category { get; init; } = "";

    public string Tags { get; init; } = "";

    public string Scope { get; init; } = "";

    public string Author { get; init; } = "";

    public long CreatedAt { get; init; }

    public long ChangedAt { get; init; }

    public string ChangedBy { get; init; } = "";

    public long Version { get; init; }

    public long Helped { get; init; }

    /// <summary>What full-text search looks at of the scope.</summary>
    public string ScopeWords => JsonSerializer.Deserialize<KnowledgeScope>(Scope, Json) is { } scope ? string.Join(' ', [.. scope.EntityKinds, .. scope.Objects, .. scope.Metrics, .. scope.AlarmCauses]) : "";

    /// <summary>The row of a piece of knowledge.</summary>
    public static KnowledgeRow Of(KnowledgeArticle article, string? provided) => new()
    {
        Id = article.Id,
        Provided = provided,
        IsChanged = article.Origin == KnowledgeOrigin.Changed ? 1 : 0,
        IsHidden = article.IsHidden ? 1 : 0,
        Kind = (long)article.Kind,
        Title = article.Title,
        Symptom = article.Symptom,
        Cause = article.Cause,
        Verify = article.Verify,
        Action = article.Action,
        Category = article.Category,
        Tags = JsonSerializer.Serialize(article.Tags, Json),
        Scope = JsonSerializer.Serialize(article.Scope, Json),
        Author = article.Author,
        CreatedAt = article.CreatedAt.ToUnixTimeMilliseconds(),
        ChangedAt = article.ChangedAt.ToUnixTimeMilliseconds(),
        ChangedBy = article.ChangedBy,
        Version = article.Version,
        Helped = article.Helped,
    };

    /// <summary>The piece of knowledge of this row.</summary>
    public KnowledgeArticle Article() => new()
    {
        Id = Id,
        Kind = (KnowledgeKind)Kind,
        Title = Title,
        Symptom = Symptom,
        Cause = Cause,
        Verify = Verify,
        Action = Action,
        Category = Category,
        Tags = [.. JsonSerializer.Deserialize<string[]>(Tags, Json)!],
        Scope = JsonSerializer.Deserialize<KnowledgeScope>(Scope, Json)!,
        Author = Author,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt),
        ChangedBy = ChangedBy,
        Version = (int)Version,
        Helped = (int)Helped,
        Origin = Provided is null ? KnowledgeOrigin.Written : IsChanged == 1 ? KnowledgeOrigin.Changed : KnowledgeOrigin.Program,
        IsHidden = IsHidden == 1,
    };

    /// <summary>Whether it says the same as another one.</summary>
    public bool SaysAs(KnowledgeRow other) =>
        (Kind, Title, Symptom, Cause, Verify, Action) == (other.Kind, other.Title, other.Symptom, other.Cause, other.Verify, other.Action)
        && (Category, Tags, Scope) == (other.Category, other.Tags, other.Scope);
}
