using System.Text;
using Dashboard.Ingest.Ran.Jobs;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Api;

/// <summary>
/// The measurement job for programs: <c>GET</c>, <c>PUT</c> and <c>DELETE /api/kafka/job</c>, in the form of RANPM's filters.
/// What is put counts from the next message on.
/// </summary>
internal static class KafkaEndpoints
{
    private const int LongestBody = 1 << 20;

    public static void MapKafka(this IEndpointRouteBuilder routes)
    {
        var job = routes.MapGroup("/api/kafka/job");
        job.MapGet("", (MeasurementJob job) => job.Filter is { } filter ? Results.Content(filter.ToString(), "application/json") : Results.NoContent()).RequireAuthorization(Policies.ReadApi);
        job.MapPut("", Put).RequireAuthorization(Policies.WriteApi).DisableAntiforgery();
        job.MapDelete("", (HttpContext context, MeasurementJob job, AuditTrail audit) => Set(context, job, audit, null)).RequireAuthorization(Policies.WriteApi);
    }

    private static async Task<IResult> Put(HttpContext context, MeasurementJob job, AuditTrail audit)
    {
        if (await BodyText.Read(context.Request, LongestBody, context.RequestAborted) is not { } text || Encoding.UTF8.GetByteCount(text) > LongestBody)
            return Results.Problem($"The body has more than {LongestBody:N0} octets.", statusCode: StatusCodes.Status413PayloadTooLarge);
        return MeasurementFilter.Read(text, out var problem) is { } filter
            ? Set(context, job, audit, filter)
            : Results.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
    }

    private static IResult Set(HttpContext context, MeasurementJob job, AuditTrail audit, MeasurementFilter? filter)
    {
        if (job.Set(filter) is { } problem)
            return Results.Problem(problem, statusCode: StatusCodes.Status503ServiceUnavailable);
        audit.Add(Actor.Of(context), filter is null ? "took the measurement job away" : "set the measurement job");
        return Results.NoContent();
    }
}
