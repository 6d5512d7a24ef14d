using System.Globalization;
using System.Text.Json;
using Dashboard.Domain.Simulation;
using Dashboard.Ingest.Demo;
using Dashboard.Web.Auth;
using Dashboard.Web.Demo;

namespace Dashboard.Web.Api;

/// <summary>
/// The simulated network for programs: <c>GET /api/demo</c> tells how it is, what goes wrong and the truth about what went
/// wrong, <c>POST /api/demo/incidents/{name}?minutes=…</c> begins an incident and <c>DELETE</c> ends it.
/// </summary>
internal static class DemoEndpoints
{
    private static readonly JsonSerializerOptions Json = IncidentTruth.Json;

    public static void MapDemo(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/demo", Get).RequireAuthorization(Policies.ReadApi);
        routes.MapPost("/api/demo/incidents/{name}", Begin).RequireAuthorization(Policies.WriteApi);
        routes.MapDelete("/api/demo/incidents/{name}", End).RequireAuthorization(Policies.WriteApi);
    }

    private static IResult Get(DemoState demo, TimeProvider time)
    {
        if (demo.Network is not { } network)
            return Results.Json(new { IsSimulated = false }, Json);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var truth = network.Incidents.All.Select(i => (Incident: i, Truth: IncidentTruth.Of(network.Network, i))).ToList();
        return Results.Json(
            new
            {
                IsSimulated = true,
                network.Network.Seed,
                network.Speed,
                Time = time.GetUtcNow(),
                network.HasScript,
                network.HasPast,
                Sites = network.Network.Sites.Count,
                Cells = network.Network.Cells.Count,
                Slices = SimulatedSlice.All.Select(static s => s.Name),
                Voices = network.Voices.Select(static v => new { v.Name, v.Protocol, v.Said, v.Silence, v.Problem }),
                Kinds = IncidentKind.All.Select(static k => new { k.Name, k.Title, k.Help, Minutes = k.Usual.TotalMinutes }),
                Running = truth.Where(t => t.Incident.IsOn(now)).Select(static t => t.Truth),
                Truth = truth.Select(static t => t.Truth),
            },
            Json);
    }

    private static IResult Begin(string name, HttpContext context, DemoState demo, AuditTrail audit)
    {
        if (Find(name, demo, out var kind) is { } refusal)
            return refusal;
        var length = kind.Usual;
        if (context.Request.Query["minutes"].ToString() is { Length: > 0 } text)
        {
            if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes) || minutes > IncidentBook.Longest.TotalMinutes)
                return Results.Problem($"'{text}' is no number of minutes; 1 to {IncidentBook.Longest.TotalMinutes:0}.", statusCode: StatusCodes.Status400BadRequest);
            length = TimeSpan.FromMinutes(minutes);
        }
        if (demo.Network!.Incidents.Begin(kind, length) is { } complaint)
            return Results.Problem(complaint, statusCode: StatusCodes.Status409Conflict);
        audit.Add(Actor.Of(context), "began simulated incident", kind.Name);
        return Results.Json(IncidentTruth.Of(demo.Network.Network, demo.Network.Incidents.All.Last(i => i.Kind == kind)), Json, statusCode: StatusCodes.Status201Created);
    }

    private static IResult End(string name, HttpContext context, DemoState demo, AuditTrail audit)
    {
        if (Find(name, demo, out var kind) is { } refusal)
            return refusal;
        if (!demo.Network!.Incidents.End(kind))
            return Results.Problem($"{kind.Title}: none is going on.", statusCode: StatusCodes.Status404NotFound);
        audit.Add(Actor.Of(context), "ended simulated incident", kind.Name);
        return Results.NoContent();
    }

    private static IResult? Find(string name, DemoState demo, out IncidentKind kind)
    {
        kind = IncidentKind.Find(name) ?? IncidentKind.All[0];
        return demo.Network is null ? Results.Problem($"There is no simulated network: start the program with --demo, or set {DemoOptions.Section}:{nameof(DemoOptions.Enabled)}.", statusCode: StatusCodes.Status404NotFound)
            : kind.Name != name ? Results.Problem($"'{name}' is no incident. There are {string.Join(", ", IncidentKind.All.Select(static k => k.Name))}.", statusCode: StatusCodes.Status404NotFound)
            : null;
    }
}
