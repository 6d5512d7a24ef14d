using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Otlp;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Api;

/// <summary>OTLP over HTTP at the web server's port: <c>/v1/traces</c>, <c>/v1/metrics</c> and <c>/v1/logs</c> (https://opentelemetry.io/docs/specs/otlp/#otlphttp).</summary>
public static class OtlpEndpoints
{
    private static readonly string[] Post = ["POST"];

    /// <summary>Maps them, where they are not switched off.</summary>
    public static void MapOtlp(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<OtlpOptions>().Enabled)
            return;
        var source = routes.ServiceProvider.GetServices<ITelemetrySource>().OfType<OtlpSource>().Single();
        foreach (var signal in Enum.GetValues<OtlpSignal>())
            routes.MapMethods(OtlpSource.PathOf(signal), Post, context => source.Answer(context, signal)).RequireAuthorization(Policies.WriteApi);
    }
}
