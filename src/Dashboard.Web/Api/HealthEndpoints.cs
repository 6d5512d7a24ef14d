using Microsoft.AspNetCore.Http.HttpResults;

namespace Dashboard.Web.Api;

/// <summary>Liveness and readiness for whoever runs the program, open to all, saying nothing about the network.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Text("ok\n")).AllowAnonymous();
        routes.MapGet("/readyz", Results<ContentHttpResult, JsonHttpResult<NotReady>> (Readiness readiness) =>
            readiness.Missing() is { Count: > 0 } missing
                ? TypedResults.Json(new NotReady(missing), statusCode: StatusCodes.Status503ServiceUnavailable)
                : TypedResults.Text("ready\n")).AllowAnonymous();
    }

    /// <summary>What is missing before the server is ready.</summary>
    public sealed record NotReady(IReadOnlyList<string> Reasons);
}
