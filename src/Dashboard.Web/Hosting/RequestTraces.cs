using Dashboard.Ingest.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Web.Hosting;

/// <summary>
/// Says in the traces of requests what they were, by the semantic conventions for HTTP
/// (https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server). Connections that last as long as a page is
/// open are left out.
/// </summary>
internal static class RequestTraces
{
    /// <summary>Goes before all that answers requests.</summary>
    public static void UseRequestTraces(this WebApplication app) => app.Use(static async (context, next) =>
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { Recorded: true } activity)
        {
            await next(context);
            return;
        }
        if (context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal))
            OwnTrace.Leave(context);
        // The address after its question mark may hold secrets.
        activity.SetTag("http.request.method", context.Request.Method).SetTag("url.path", context.Request.Path.Value).SetTag("network.protocol.version", context.Request.Protocol);
        try
        {
            await next(context);
        }
        finally
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            activity.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} /{route.TrimStart('/')}";
            activity.SetTag("http.route", route).SetTag("http.response.status_code", context.Response.StatusCode);
        }
    });
}
