using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Insights;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Auth;
using Dashboard.Web.Knowledge;

namespace Dashboard.Web.Api;

/// <summary>
/// The knowledge base for programs, below <c>/advanced-analytics/knowledge</c>: <c>GET</c> searches it by the fields of
/// <see cref="KnowledgeAddress"/>, <c>POST</c> adds an article or a case, and <c>GET</c>, <c>PUT</c> and <c>DELETE</c> of
/// one read, replace and remove it; its version is the entity tag, and a change may name the version that it rests on in
/// <c>If-Match</c> (RFC 9110 section 13.1.1). <c>DELETE</c> hides what comes with the program, <c>POST …/restore</c> gives
/// it back as it came, and <c>POST …/helped</c> counts that something helped.
/// </summary>
internal static class KnowledgeEndpoints
{
    private const string Root = "/advanced-analytics/knowledge";

    // Five texts of the greatest length, and what is around them.
    private const int LongestBody = (6 * KnowledgeArticle.MaxText) + (4 * KnowledgeScope.MostEntries * KnowledgeScope.MaxEntry);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    // What an answer has and a client does not decide.
    private static readonly string[] SetHere = ["id", "author", "createdAt", "changedAt", "changedBy", "version", "helped", "origin", "isHidden"];

    public static void MapKnowledge(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(Root);
        api.MapGet("", List).RequireAuthorization(Policies.ReadApi);
        api.MapPost("", Post).RequireAuthorization(Policies.WriteApi);
        api.MapGet("/{id:long}", Get).RequireAuthorization(Policies.ReadApi);
        api.MapPut("/{id:long}", Put).RequireAuthorization(Policies.WriteApi);
        api.MapDelete("/{id:long}", Delete).RequireAuthorization(Policies.WriteApi);
        api.MapPost("/{id:long}/restore", Restore).RequireAuthorization(Policies.WriteApi);
        api.MapPost("/{id:long}/helped", Helped).RequireAuthorization(Policies.WriteApi);
    }

    private static IResult List(HttpContext context, KnowledgeBase knowledge)
    {
        var address = KnowledgeAddress.Read(context.Request.QueryString.Value);
        if (address.Problems.Count > 0)
            return Refused(string.Join(' ', address.Problems));
        var (articles, total, isPartial) = knowledge.Search(address.Search);
        return Results.Json(new { Total = total, IsPartial = isPartial, Knowledge = articles.Select(Shown), Categories = knowledge.Categories(), Tags = knowledge.Tags() }, Json);
    }

    private static IResult Get(long id, HttpContext context, KnowledgeBase knowledge) =>
        knowledge.Find(id) is { } article ? Answer(context, article, StatusCodes.Status200OK) : Missing(id);

    private static async Task<IResult> Post(HttpContext context, KnowledgeDesk desk)
    {
        var (article, refusal) = await Read(context);
        if (refusal is not null)
            return refusal;
        var saved = desk.Add(article!, Actor.Of(context));
        if (saved.Article is not { } added)
            return Refused(saved.Complaint!);
        context.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"{Root}/{added.Id}");
        return Answer(context, added, StatusCodes.Status201Created);
    }

    private static async Task<IResult> Put(long id, HttpContext context, KnowledgeBase knowledge, KnowledgeDesk desk)
    {
        if (knowledge.Find(id) is null)
            return Missing(id);
        if (Guard(context, out var basedOn) is { } refusal)
            return refusal;
        var (article, unread) = await Read(context);
        return unread ?? Done(context, desk.Change(article! with { Id = id }, basedOn, Actor.Of(context)));
    }

    private static IResult Delete(long id, HttpContext context, KnowledgeBase knowledge, KnowledgeDesk desk)
    {
        if (knowledge.Find(id) is null)
            return Missing(id);
        if (Guard(context, out var basedOn) is { } refusal)
            return refusal;
        var removed = desk.Remove(id, basedOn, Actor.Of(context));
        return removed.Article is null ? Done(context, removed) : Results.NoContent();
    }

    private static IResult Restore(long id, HttpContext context, KnowledgeBase knowledge, KnowledgeDesk desk) =>
        knowledge.Find(id) is null ? Missing(id) : Guard(context, out var basedOn) ?? Done(context, desk.Restore(id, basedOn, Actor.Of(context)));

    private static IResult Helped(long id, HttpContext context, KnowledgeBase knowledge, KnowledgeDesk desk) =>
        knowledge.Find(id) is null ? Missing(id) : Done(context, desk.Help(id, Actor.Of(context)));

    private static async Task<(KnowledgeArticle? Article, IResult? Refusal)> Read(HttpContext context)
    {
        if (await BodyText.Read(context.Request, LongestBody, context.RequestAborted) is not { } body)
            return (null, Results.Problem($"The body has more than {LongestBody:N0} characters.", statusCode: StatusCodes.Status413PayloadTooLarge));
        try
        {
            if (JsonSerializer.Deserialize<Said>(body, Json) is not { } said)
                return (null, Refused("The body says nothing: it needs a title, and a symptom, a cause or what to do."));
            // A field that is misspelt must not be lost without a word. What a client read and sends back is no mistake.
            return said.Others?.Keys.FirstOrDefault(static k => !SetHere.Contains(k)) is { } unknown
                ? (null, Refused($"'{unknown}' is no field of knowledge. There are {string.Join(", ", Fields)}."))
                : (said.Article(), null);
        }
        catch (JsonException e)
        {
            return (null, Refused($"The body is not JSON with the fields {string.Join(", ", Fields)}: {e.Message}"));
        }
    }

    private static IEnumerable<string> Fields => typeof(Said).GetProperties().Where(static p => p.Name != nameof(Said.Others)).Select(static p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));

    private static IResult? Guard(HttpContext context, out int? basedOn)
    {
        basedOn = null;
        var match = VersionTag.Asked(context.Request);
        if (match is "" or "*")
            return null;
        if (!int.TryParse(match, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return Refused($"If-Match: {match} is no version. It is a number in quotes, as in the ETag of the article.");
        basedOn = version;
        return null;
    }

    private static IResult Done(HttpContext context, KnowledgeSaved saved) =>
        saved.Article is { } article ? Answer(context, article, StatusCodes.Status200OK)
        : saved.IsOvertaken ? Results.Problem(saved.Complaint, statusCode: StatusCodes.Status412PreconditionFailed)
        : Refused(saved.Complaint!);

    private static IResult Answer(HttpContext context, KnowledgeArticle article, int status)
    {
        context.Response.Headers.ETag = VersionTag.Of(article.Version);
        return Results.Json(Shown(article), Json, statusCode: status);
    }

    private static object Shown(KnowledgeArticle article) => new
    {
        article.Id,
        article.Kind,
        article.Title,
        article.Symptom,
        article.Cause,
        article.Verify,
        article.Action,
        article.Category,
        article.Tags,
        article.Scope.EntityKinds,
        article.Scope.Objects,
        article.Scope.Metrics,
        article.Scope.AlarmCauses,
        article.Scope.Anomalies,
        article.Author,
        article.CreatedAt,
        article.ChangedAt,
        article.ChangedBy,
        article.Version,
        article.Helped,
        article.Origin,
        article.IsHidden,
    };

    private static IResult Missing(long id) => Results.Problem(string.Create(CultureInfo.InvariantCulture, $"There is no knowledge of number {id}. GET {Root} searches what there is."), statusCode: StatusCodes.Status404NotFound);

    private static IResult Refused(string sentence) => Results.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>What a client says of an article or a case; what it leaves out is empty.</summary>
    private sealed record Said(
        string? Title, string? Symptom, string? Cause, string? Verify, string? Action, string? Category, string[]? Tags, KnowledgeKind Kind,
        string[]? EntityKinds, string[]? Objects, string[]? Metrics, string[]? AlarmCauses, AnomalyKind[]? Anomalies)
    {
        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Others { get; init; } // bound: LongestBody

        public KnowledgeArticle Article() => new()
        {
            Kind = Kind,
            Title = Title ?? "",
            Symptom = Symptom ?? "",
            Cause = Cause ?? "",
            Verify = Verify ?? "",
            Action = Action ?? "",
            Category = Category ?? "",
            Tags = [.. (Tags ?? []).Select(static t => t ?? "")],
            Scope = new KnowledgeScope
            {
                EntityKinds = [.. EntityKinds ?? []],
                Objects = [.. Objects ?? []],
                Metrics = [.. Metrics ?? []],
                AlarmCauses = [.. AlarmCauses ?? []],
                Anomalies = [.. Anomalies ?? []],
            },
        };
    }
}
