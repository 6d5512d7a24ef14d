using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Gnmi;
using Dashboard.Ingest.Sources.Gnmi.DialOut;
using Dashboard.Ingest.Sources.Gnmi.Modules;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what speaks gNMI.</summary>
internal static class GnmiServices
{
    /// <exception cref="SettingsException">A setting is not allowed, or a file of modules cannot be used.</exception>
    public static void AddGnmi(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Settings.Read<GnmiOptions>(configuration, GnmiOptions.Section);
        var targets = Settings.ReadList<GnmiTargetOptions>(configuration, GnmiTargetOptions.Section);
        if (GnmiTargetOptions.Complaint(targets) is { } complaint)
            throw new SettingsException(complaint);
        try
        {
            var modules = new GnmiModules(options.ModuleFiles.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            foreach (var target in targets)
                modules.SubscriptionsOf(target.Modules);
            services.AddSingleton(modules);
        }
        catch (GnmiModuleException e)
        {
            throw new SettingsException(e.Message);
        }
        services.AddSingleton(options);
        services.AddSingleton(targets);
        var dialOut = Settings.Read<GnmiDialOutOptions>(configuration, GnmiDialOutOptions.Section);
        if (dialOut.Complaint() is { } refused)
            throw new SettingsException(refused);
        services.AddSingleton(dialOut);
        services.AddSingleton<ITelemetrySource, GnmiSource>();
        services.AddSingleton<ITelemetrySource, GnmiDialOutSource>();
    }
}
