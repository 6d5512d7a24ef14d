using System.Security.Cryptography;
using Dashboard.Ingest.Ran.Ves;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Ves;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what takes VES events.</summary>
internal static class VesServices
{
    /// <exception cref="SettingsException">A setting is not allowed, or a file of authorities cannot be used.</exception>
    public static void AddVes(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Settings.Read<VesOptions>(configuration, VesOptions.Section);
        if (options.Complaint() is { } complaint)
            throw new SettingsException(complaint);
        try
        {
            _ = new EventSenders(options, TimeProvider.System);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{VesOptions.Section}:{nameof(VesOptions.ClientAuthorities)}: {e.Message}");
        }
        services.AddSingleton(options);
        services.AddSingleton<EventSenders>();
        services.AddSingleton<VesHeartbeats>();
        services.AddSingleton<VesAnomalies>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<VesSurroundings>(s));
        services.AddSingleton<ITelemetrySource, VesSource>();
        // Each request is judged by whether its certificate is one of a sender; browsers need show none.
        if (options.ClientAuthorities.Length > 0)
        {
            services.Configure<KestrelServerOptions>(static kestrel => kestrel.ConfigureHttpsDefaults(static https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            }));
        }
    }
}
