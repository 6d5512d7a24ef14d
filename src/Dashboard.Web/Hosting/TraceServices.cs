using Dashboard.Domain.Tracing;
using Dashboard.Domain.Tracing.Red;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Tracing;
using Dashboard.Ingest.Storage.Traces;
using Dashboard.Web.Live;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what keeps spans and what they add up to.</summary>
internal static class TraceServices
{
    // Starts before the pipeline and stops after it, so that what was stored last is still written.
    public static void AddTraces(this IServiceCollection services, IConfiguration configuration, DataDirectory data)
    {
        services.AddSingleton(Settings.Read<TracingOptions>(configuration, TracingOptions.Section));
        services.AddSingleton<SpanStore>();
        services.AddSingleton<TraceSearches>();
        services.AddSingleton<TraceFigures>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<TraceArchive>(s, data.File("traces")));
        services.AddHostedService<TraceKeeper>();
        services.AddSingleton<ITelemetryStore, TraceStore>();
        services.AddSingleton<ITelemetrySource, TraceSeriesSource>();
    }
}
