using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Jaeger;
using Dashboard.Ingest.Sources.Zipkin;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Api;

/// <summary>Spans of older systems: Zipkin's at <c>/api/v2/spans</c> (https://zipkin.io/zipkin-api/), Jaeger's in Thrift at <c>/api/traces</c>.</summary>
public static class SpanEndpoints
{
    private static readonly string[] Post = ["POST"];

    /// <summary>Maps both, where they are not switched off.</summary>
    public static void MapSpans(this IEndpointRouteBuilder routes)
    {
        var sources = routes.ServiceProvider.GetServices<ITelemetrySource>().ToArray();
        if (routes.ServiceProvider.GetRequiredService<ZipkinOptions>().Enabled)
            routes.MapMethods("/api/v2/spans", Post, sources.OfType<ZipkinSource>().Single().Answer).RequireAuthorization(Policies.WriteApi);
        if (routes.ServiceProvider.GetRequiredService<JaegerOptions>().Enabled)
            routes.MapMethods("/api/traces", Post, sources.OfType<JaegerSource>().Single().Answer).RequireAuthorization(Policies.WriteApi);
    }
}
