using System.Buffers;
using Dashboard.Ingest.Sources.Self;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Api;

/// <summary>The program's own numbers for a Prometheus to scrape, with a token that may read.</summary>
public static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", (MeterRegistry registry) =>
        {
            var text = new ArrayBufferWriter<byte>(64 * 1024);
            PrometheusText.Write(registry.Collect(), text);
            return TypedResults.Bytes(text.WrittenMemory, PrometheusText.ContentType);
        }).RequireAuthorization(Policies.ReadApi);
}
