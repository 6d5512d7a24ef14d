using System.Text;
using System.Text.Json;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Dashboards.Grafana;
using Dashboard.Web.Auth;
using Dashboard.Web.Dashboards;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Web.Api;

/// <summary>
/// Dashboards for programs. A dashboard is read and written as the same JSON; its version is the entity tag of
/// the answer, and a change names the version that it rests on in <c>If-Match</c> (RFC 9110 section 13.1.1).
/// </summary>
internal static class DashboardEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void MapDashboards(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/dashboards");
        api.MapGet("", List).RequireAuthorization(Policies.ReadApi);
        api.MapGet("/{slug}", Get).RequireAuthorization(Policies.ReadApi);
        api.MapGet("/{slug}/versions", Versions).RequireAuthorization(Policies.ReadApi);
        api.MapPut("/{slug}", Put).RequireAuthorization(Policies.WriteApi);
        api.MapDelete("/{slug}", Delete).RequireAuthorization(Policies.WriteApi);
        api.MapPost("/import", Import).RequireAuthorization(Policies.WriteApi);
    }

    private static IResult List(DashboardLibrary library) => Results.Json(
        new { Dashboards = library.All().Select(Summary), library.Problems }, Json);

    private static IResult Get(string slug, HttpContext context, DashboardLibrary library)
    {
        if (library.FindStored(slug) is not { } stored)
            return Missing(slug);
        context.Response.Headers.ETag = VersionTag.Of(stored.Version);
        if (context.Request.Query.ContainsKey("download"))
            context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{stored.Slug}.json" }.ToString();
        return Results.Text(DashboardJson.Write(stored.Definition) + "\n", "application/json", Encoding.UTF8);
    }

    private static IResult Versions(string slug, DashboardLibrary library) =>
        library.Versions(slug) is { Count: > 0 } versions ? Results.Json(new { Slug = slug, Versions = versions.Select(static v => new { Version = v.Number, v.ChangedAt, v.ChangedBy, v.Note }) }, Json)
        : library.FindStored(slug) is { } file ? Results.Json(new { file.Slug, Versions = Array.Empty<object>() }, Json)
        : Missing(slug);

    private static async Task<IResult> Put(string slug, HttpContext context, DashboardLibrary library)
    {
        if (await BodyText.Read(context.Request, DashboardJson.MaxBytes, context.RequestAborted) is not { } text)
            return TooLong(DashboardJson.MaxBytes);
        var definition = DashboardJson.Read(text, out var problems);
        if (definition is null)
            return Refused(StatusCodes.Status400BadRequest, problems);
        if (definition.Slug != slug)
            return Refused(StatusCodes.Status400BadRequest, [$"The address names '{slug}', the dashboard's slug is '{definition.Slug}': they are to be the same."]);
        return Save(definition, [], context, library);
    }

    private static async Task<IResult> Import(HttpContext context, DashboardLibrary library)
    {
        if (await BodyText.Read(context.Request, DashboardText.MaxCharacters, context.RequestAborted) is not { } text)
            return TooLong(DashboardText.MaxCharacters);
        var read = DashboardText.Read(text);
        if (read.Dashboard is not { } dashboard)
            return Refused(StatusCodes.Status400BadRequest, read.Problems);
        var slug = context.Request.Query["slug"].ToString();
        var folder = context.Request.Query["folder"].ToString();
        dashboard = dashboard with
        {
            Slug = slug.Length > 0 ? slug : read.IsGrafana ? library.FreeSlug(dashboard.Title) : dashboard.Slug,
            Folder = folder.Length > 0 ? folder : dashboard.Folder,
        };
        return Save(dashboard, read.NotTaken, context, library);
    }

    private static IResult Save(DashboardDefinition definition, IReadOnlyList<NotTaken> notTaken, HttpContext context, DashboardLibrary library)
    {
        var present = library.FindStored(definition.Slug);
        if (BasedOn(context.Request, present, out var basedOn) is { } problem)
            return problem;
        var result = library.Save(definition, basedOn, context.Request.Query["note"].ToString(), Actor.Of(context));
        if (!result.IsSaved)
            return Refused(result.IsOvertaken ? StatusCodes.Status412PreconditionFailed : StatusCodes.Status422UnprocessableEntity, result.Problems);
        context.Response.Headers.ETag = VersionTag.Of(result.Saved.Version);
        var body = new { result.Saved.Slug, result.Saved.Title, result.Saved.Version, NotTaken = notTaken };
        return Results.Json(body, Json, statusCode: present is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static IResult Delete(string slug, HttpContext context, DashboardLibrary library)
    {
        if (library.FindStored(slug) is not { } present)
            return Missing(slug);
        if (BasedOn(context.Request, present, out var basedOn) is { } problem)
            return problem;
        return library.Remove(slug, basedOn, Actor.Of(context)) is { } refusal
            ? Refused(basedOn == present.Version ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status412PreconditionFailed, [refusal])
            : Results.NoContent();
    }

    // The version that a change rests on: what If-Match names, * for whatever there is. A new dashboard rests on nothing.
    private static IResult? BasedOn(HttpRequest request, StoredDashboard? present, out int version)
    {
        version = 0;
        var match = VersionTag.Asked(request);
        if (match.Length == 0)
        {
            return present is null ? null : Refused(
                StatusCodes.Status428PreconditionRequired,
                [$"There is a dashboard '{present.Slug}' of version {present.Version} already. Say which version your change rests on (If-Match: {VersionTag.Of(present.Version)}), or send If-Match: * to replace whatever there is."]);
        }
        if (match == "*")
        {
            version = present?.Version ?? 0;
            return null;
        }
        return int.TryParse(match, out version) ? null : Refused(StatusCodes.Status400BadRequest, [$"If-Match: {match} is no version. It is a number in quotes, as in the ETag of the dashboard."]);
    }

    private static object Summary(StoredDashboard stored) => new
    {
        stored.Slug,
        stored.Title,
        stored.Definition.Description,
        stored.Definition.Folder,
        stored.Definition.Tags,
        Widgets = stored.Definition.Widgets().Count(),
        stored.Version,
        stored.ChangedAt,
        stored.ChangedBy,
        stored.Origin,
        stored.ReadOnlyBecause,
    };

    private static IResult Missing(string slug) => Refused(StatusCodes.Status404NotFound, [$"There is no dashboard '{slug}'. GET /api/dashboards lists those there are."]);

    private static IResult TooLong(int most) => Refused(StatusCodes.Status413PayloadTooLarge, [$"The dashboard has more than {most:N0} characters."]);

    // The form of errors that the rest of the API has, with each sentence by itself.
    private static IResult Refused(int status, IReadOnlyList<string> problems) => Results.Json(
        new
        {
            Status = "error",
            ErrorType = status switch
            {
                StatusCodes.Status404NotFound => "not_found",
                StatusCodes.Status412PreconditionFailed or StatusCodes.Status428PreconditionRequired => "conflict",
                _ => "bad_data",
            },
            Error = string.Join(' ', problems),
            Problems = problems,
        },
        Json, statusCode: status);
}
