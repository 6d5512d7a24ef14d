using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Domain.Kpi;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Ingest.Kpis;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Api;

/// <summary>
/// KPIs for programs: <c>GET /api/kpis</c> tells what there are, <c>GET /api/kpis/report?level=site&amp;window=1h&amp;time=…</c>
/// computes them for the network, for each cluster, site, cell or slice. A KPI that fails says why beside the others; one of
/// which nothing was attempted or measured has no value. <c>GET</c>, <c>PUT</c> and <c>DELETE /api/kpis/{name}</c> read, write
/// and remove one as YAML; its version is the entity tag, and a change may name the version that it rests on in
/// <c>If-Match</c> (RFC 9110 section 13.1.1). <c>GET /api/slices/targets</c> tells what was promised of slices.
/// </summary>
internal static class KpiEndpoints
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(31);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void MapKpis(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/kpis", List).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/api/kpis/report", Report).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/api/kpis/{name}", Get).RequireAuthorization(Policies.ReadApi);
        routes.MapGet("/api/kpis/{name}/versions", Versions).RequireAuthorization(Policies.ReadApi);
        routes.MapPut("/api/kpis/{name}", Put).RequireAuthorization(Policies.WriteApi);
        routes.MapDelete("/api/kpis/{name}", Delete).RequireAuthorization(Policies.WriteApi);
        routes.MapGet("/api/slices/targets", Targets).RequireAuthorization(Policies.ReadApi);
    }

    private static IResult List(KpiCatalogue catalogue) => Results.Json(
        new
        {
            Kpis = catalogue.All.Select(static k => new
            {
                k.Formula.Id,
                k.Formula.Title,
                k.Formula.Help,
                k.Formula.Clause,
                k.Formula.Owner,
                k.Formula.Version,
                k.Formula.Unit,
                k.Formula.Query,
                k.Formula.Levels,
                k.Formula.Thresholds,
                k.Formula.IsSuccessRate,
                k.Origin,
                k.ChangedAt,
                k.ChangedBy,
            }),
            catalogue.Problems,
        }, Json);

    private static IResult Get(string name, HttpContext context, KpiCatalogue catalogue)
    {
        if (catalogue.Find(name) is not { } kpi)
            return Missing(name);
        context.Response.Headers.ETag = VersionTag.Of(kpi.Formula.Version);
        return Results.Text(KpiFile.Write(kpi.Formula), "application/yaml", Encoding.UTF8);
    }

    private static IResult Versions(string name, KpiCatalogue catalogue) =>
        catalogue.Find(name) is null && catalogue.Versions(name).Count == 0 ? Missing(name)
        : Results.Json(new { Name = name, Versions = catalogue.Versions(name) }, Json);

    private static async Task<IResult> Put(string name, HttpContext context, KpiCatalogue catalogue, AuditTrail audit)
    {
        if (Guard(context, out var basedOn) is { } refusal)
            return refusal;
        if (await BodyText.Read(context.Request, KpiCatalogue.MaxCharacters, context.RequestAborted) is not { } yaml)
            return Results.Problem($"The KPI has more than {KpiCatalogue.MaxCharacters} characters.", statusCode: StatusCodes.Status413PayloadTooLarge);
        KpiFormula kpi;
        try
        {
            kpi = KpiFile.ReadOne(name, yaml, $"KPI {name}");
        }
        catch (FormatException e)
        {
            return Refused(e.Message);
        }
        var isNew = catalogue.Find(name) is null;
        var actor = Actor.Of(context);
        var saved = catalogue.Save(kpi, basedOn, actor.Name);
        if (saved.Kpi is not { } written)
            return Refused(saved);
        audit.Add(actor, isNew ? "added KPI" : "changed KPI", name);
        context.Response.Headers.ETag = VersionTag.Of(written.Formula.Version);
        return Results.Json(new { written.Formula.Id, written.Formula.Version }, Json, statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static IResult Delete(string name, HttpContext context, KpiCatalogue catalogue, AuditTrail audit)
    {
        if (catalogue.Find(name) is null)
            return Missing(name);
        if (Guard(context, out var basedOn) is { } refusal)
            return refusal;
        var actor = Actor.Of(context);
        var removed = catalogue.Remove(name, basedOn, actor.Name);
        if (removed.Kpi is null)
            return Refused(removed);
        audit.Add(actor, "removed KPI", name);
        return Results.NoContent();
    }

    private static IResult Targets(SliceTargets targets) => Results.Json(
        new
        {
            Targets = targets.All.Select(static t => new
            {
                t.Id,
                t.Title,
                t.Help,
                t.Clause,
                t.Owner,
                t.Sst,
                t.Slices,
                t.Service,
                t.Objective,
                WindowSeconds = t.Window.TotalSeconds,
                PeriodSeconds = t.Period.TotalSeconds,
                Bad = t.BadShare().Text,
                BudgetLeft = t.BudgetLeft().Text,
                State = t.State().Text,
                Burn = BurnLimit.All.Select(l => new { LongSeconds = l.Long.TotalSeconds, ShortSeconds = l.Short.TotalSeconds, Limit = l.Rate(t.Window) }),
            }),
            targets.Areas,
        }, Json);

    private static async Task<IResult> Report(HttpContext context, KpiCatalogue catalogue)
    {
        var query = context.Request.Query;
        var level = KpiLevel.Network;
        if (query["level"].ToString() is { Length: > 0 } named && !(Enum.TryParse(named, ignoreCase: true, out level) && Enum.IsDefined(level)))
            return Refused($"'{named}' is no level. There are {string.Join(", ", Enum.GetNames<KpiLevel>().Select(static l => l.ToLowerInvariant()))}.");
        var window = TimeSpan.FromHours(1);
        if (query["window"].ToString() is { Length: > 0 } length)
        {
            if (DurationText.Parse(length) is not { } milliseconds || milliseconds < 1000 || milliseconds > LongestWindow.TotalMilliseconds)
                return Refused($"'{length}' is no window such as 1h or 1d; 1 s to {LongestWindow.TotalDays:0} d.");
            window = TimeSpan.FromMilliseconds(milliseconds);
        }
        long? at = null;
        if (query["time"].ToString() is { Length: > 0 } time)
        {
            if (!double.TryParse(time, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || seconds is not (>= 0 and < 1e10))
                return Refused($"'{time}' is no time in seconds since 1970-01-01 UTC.");
            at = (long)(seconds * 1000);
        }
        var answers = await catalogue.Report(level, window, at, context.RequestAborted);
        return Results.Json(new
        {
            Level = level,
            Seconds = window.TotalSeconds,
            Kpis = answers.Select(static a => new
            {
                a.Kpi.Id,
                a.Kpi.Title,
                a.Kpi.Unit,
                a.Kpi.Version,
                a.Error,
                Values = a.Values.Select(static v => new { Labels = v.Labels.ToDictionary(static l => l.Name, static l => l.Value, StringComparer.Ordinal), v.Value, v.Severity, v.Flaw }),
            }),
        }, Json);
    }

    // What a KPI means is for administrators to say, and for programs that they gave a token to write with.
    private static IResult? Guard(HttpContext context, out int? basedOn)
    {
        basedOn = null;
        if (!context.User.IsInRole(Roles.Administrator) && !context.User.HasClaim(ApiTokenHandler.ScopeClaim, ApiToken.Write))
            return Results.Problem("KPIs are changed by administrators.", statusCode: StatusCodes.Status403Forbidden);
        var match = VersionTag.Asked(context.Request);
        if (match is "" or "*")
            return null;
        if (!int.TryParse(match, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return Refused($"If-Match: {match} is no version. It is a number in quotes, as in the ETag of the KPI.");
        basedOn = version;
        return null;
    }

    private static IResult Missing(string name) => Results.Problem($"There is no KPI '{name}'. GET /api/kpis lists those there are.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Refused(KpiSaved refused) =>
        Results.Problem(refused.Complaint, statusCode: refused.IsOvertaken ? StatusCodes.Status412PreconditionFailed : StatusCodes.Status422UnprocessableEntity);

    private static IResult Refused(string sentence) => Results.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);
}
