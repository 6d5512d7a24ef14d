using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Web.Auth;
using Dashboard.Web.Components;

namespace Dashboard.Web.Hosting;

/// <summary>Puts the program together: settings, domain, the way in, the way out.</summary>
public static class NocHost
{
    /// <exception cref="SettingsException">A setting is not allowed; the message says which, and what is.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var configuration = builder.Configuration;
        var data = DataDirectory.Open(configuration);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(data);
        builder.Services.AddSingleton(Settings.Read<TimeSeriesCacheOptions>(configuration, TimeSeriesCacheOptions.Section));
        builder.Services.AddSingleton<TimeSeriesCache>();
        builder.Services.AddSingleton(Settings.Read<PipelineOptions>(configuration, PipelineOptions.Section));
        builder.Services.AddSingleton(new Enricher(Settings.ReadList<Place>(configuration, Place.Section)));
        builder.Services.AddSingleton<IngestMetrics>();
        builder.Services.AddSingleton<SourceRegistry>();
        builder.Services.AddSingleton<ITelemetryStore, MetricStore>();
        builder.Services.AddSingleton<IngestPipeline>();
        builder.Services.AddHostedService(s => s.GetRequiredService<IngestPipeline>());

        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.AddSignIn(data);

        var app = builder.Build();
        app.UseSignIn();
        app.MapStaticAssets().AllowAnonymous();
        app.MapSignIn();
        // No policy of Blazor's own: UseSignIn sets a stricter one on every answer.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }
}
