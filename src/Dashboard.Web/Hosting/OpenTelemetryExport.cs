using Dashboard.Ingest.Sources.Self;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dashboard.Web.Hosting;

/// <summary>
/// Sends the program's own traces and metrics by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; all of OpenTelemetry's
/// own environment variables apply. Without it, nothing is collected and nothing is sent.
/// </summary>
public sealed class OpenTelemetryExport(IConfiguration configuration) : IHostedService, IDisposable
{
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault().AddService(SelfTraceSource.ServiceName, serviceVersion: typeof(OpenTelemetryExport).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource([.. SelfTraceSource.ActivitySources])
            .AddOtlpExporter()
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Dashboard.*", "Microsoft.AspNetCore.*", "System.Runtime", "System.Net.*")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>What is held is sent before the program ends.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush(2000);
        _metrics?.ForceFlush(2000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
