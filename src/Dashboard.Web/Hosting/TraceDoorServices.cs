using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Jaeger;
using Dashboard.Ingest.Sources.Otlp;
using Dashboard.Ingest.Sources.Zipkin;

namespace Dashboard.Web.Hosting;

/// <summary>Registers the ways in of traces, and what comes with them.</summary>
internal static class TraceDoorServices
{
    /// <exception cref="SettingsException">A setting is not allowed.</exception>
    public static void AddTraceDoors(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Settings.Read<OtlpOptions>(configuration, OtlpOptions.Section);
        if (options.Complaint() is { } complaint)
            throw new SettingsException(complaint);
        services.AddSingleton(options);
        services.AddSingleton<ITelemetrySource, OtlpSource>();
        services.AddSingleton(Settings.Read<ZipkinOptions>(configuration, ZipkinOptions.Section));
        services.AddSingleton<ITelemetrySource, ZipkinSource>();
        services.AddSingleton(Settings.Read<JaegerOptions>(configuration, JaegerOptions.Section));
        services.AddSingleton<ITelemetrySource, JaegerSource>();
    }
}
