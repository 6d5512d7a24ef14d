using Dashboard.Domain.Query;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Api.Prometheus;

/// <summary>
/// The Prometheus HTTP API, version 1, so that Grafana, promtool and scripts work against this server unchanged
/// (https://prometheus.io/docs/prometheus/latest/querying/api/).
/// </summary>
public static class PrometheusApi
{
    private static readonly string[] GetOnly = ["GET"];
    private static readonly string[] GetAndPost = ["GET", "POST"];

    public static void AddPrometheusApi(this IServiceCollection services)
    {
        services.AddSingleton<QueryHandlers>();
        services.AddSingleton<SeriesHandlers>();
        services.AddSingleton<RuleHandlers>();
        services.AddSingleton<ExemplarHandlers>();
    }

    public static void MapPrometheusApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").RequireAuthorization(Policies.ReadApi);
        var queries = routes.ServiceProvider.GetRequiredService<QueryHandlers>();
        var series = routes.ServiceProvider.GetRequiredService<SeriesHandlers>();
        var rules = routes.ServiceProvider.GetRequiredService<RuleHandlers>();
        api.MapMethods("/query", GetAndPost, Answering(queries.Instant));
        api.MapMethods("/query_range", GetAndPost, Answering(queries.Range));
        api.MapMethods("/series", GetAndPost, Answering(series.Series));
        api.MapMethods("/labels", GetAndPost, Answering(series.LabelNames));
        api.MapMethods("/label/{name}/values", GetOnly, Answering(series.LabelValues));
        api.MapMethods("/query_exemplars", GetAndPost, Answering(routes.ServiceProvider.GetRequiredService<ExemplarHandlers>().Exemplars));
        api.MapMethods("/metadata", GetOnly, Answering(series.Metadata));
        api.MapMethods("/rules", GetOnly, Answering(rules.Rules));
        api.MapMethods("/alerts", GetOnly, Answering(rules.Alerts));
        api.MapMethods("/status/buildinfo", GetOnly, Answering(BuildInfo.Write));
    }

    private static RequestDelegate Answering(Func<HttpContext, ApiRequest, Task> handler) => async context =>
    {
        try
        {
            await handler(context, await ApiRequest.Read(context.Request, context.RequestAborted));
        }
        catch (QueryException e) when (!context.Response.HasStarted)
        {
            await ApiAnswer.Fail(context, e);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to tell.
        }
    };
}
