using System.Text.Json;

namespace Dashboard.Web.Auth;

/// <summary>The answer to a program that may not do what it asked: one sentence, as JSON where the caller expects that.</summary>
internal static class Refusal
{
    // Prometheus's error form, which Grafana and promtool show to their users.
    private static readonly string[] JsonPaths = ["/api", "/advanced-analytics"];

    public static Task Write(HttpContext context, int status, string sentence)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        if (!Array.Exists(JsonPaths, p => context.Request.Path.StartsWithSegments(p)))
        {
            response.ContentType = "text/plain; charset=utf-8";
            return response.WriteAsync(sentence + "\n", context.RequestAborted);
        }
        response.ContentType = "application/json";
        var body = new Dictionary<string, string>
        {
            ["status"] = "error",
            ["errorType"] = status == StatusCodes.Status401Unauthorized ? "unauthorized" : "forbidden",
            ["error"] = sentence,
        };
        return JsonSerializer.SerializeAsync(response.Body, body, cancellationToken: context.RequestAborted);
    }
}
