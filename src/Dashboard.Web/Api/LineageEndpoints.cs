using System.Text.Json;
using Dashboard.Ingest.Lineage;
using Dashboard.Web.Auth;
using Dashboard.Web.Lineage;

namespace Dashboard.Web.Api;

/// <summary>Where values came from, for programs: <c>GET /api/lineage?query=…&amp;time=…</c> tells of each series that a query reads at a time which file, event or message brought it, through which steps.</summary>
internal static class LineageEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static void MapLineage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/lineage", Find).RequireAuthorization(Policies.ReadApi);

    private static async Task<IResult> Find(HttpContext context, LineageReader lineage, TimeProvider time)
    {
        var asked = LineageQuestion.Read(context.Request.QueryString.Value, time);
        if (asked.Problem is { } problem)
            return Results.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        try
        {
            var series = await lineage.Find(asked.Expression!, asked.Time.ToUnixTimeMilliseconds(), context.RequestAborted);
            return Results.Json(new
            {
                series = series.Select(static s => new
                {
                    labels = s.Labels.ToDictionary(static l => l.Name, static l => l.Value, StringComparer.Ordinal),
                    time = s.Time / 1000.0,
                    s.Value,
                    s.Source,
                    s.Steps,
                    s.Note,
                    deliveries = s.Deliveries.Select(static d => new { d.Kind, d.Name, d.Reference, d.Sender, d.Door, arrived = d.ArrivedAt / 1000.0, from = d.From / 1000.0, to = d.To / 1000.0 }),
                }),
            }, Json);
        }
        catch (IOException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
