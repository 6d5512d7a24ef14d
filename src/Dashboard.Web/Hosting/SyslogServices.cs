using Dashboard.Ingest;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Syslog;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what receives syslog.</summary>
internal static class SyslogServices
{
    /// <exception cref="SettingsException">A setting is not allowed, or a certificate cannot be used.</exception>
    public static void AddSyslog(this IServiceCollection services, IConfiguration configuration, DataDirectory data)
    {
        var options = Settings.Read<SyslogOptions>(configuration, SyslogOptions.Section);
        if (options.Complaint(TimeProvider.System) is { } complaint)
            throw new SettingsException(complaint);
        services.AddSingleton(options);
        var isSecure = Settings.Read<ListenOptions>(configuration, ListenOptions.Section).SyslogTls >= 0;
        try
        {
            var certificate = isSecure ? SyslogCertificate.Open(options, data.File("syslog-tls.p12"), TimeProvider.System) : null;
            services.AddSingleton<ITelemetrySource>(s => new SyslogSource(
                options, s.GetRequiredService<ListenOptions>(), certificate, s.GetRequiredService<IngestPipeline>(), s.GetRequiredService<SourceRegistry>(), s.GetRequiredService<IngestMetrics>(),
                s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<SyslogSource>>()));
        }
        catch (IOException e)
        {
            throw new SettingsException(e.Message);
        }
    }
}
