using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Patterns;

namespace Dashboard.Web.Hosting;

/// <summary>Registers what looks for patterns in series.</summary>
internal static class PatternServices
{
    /// <exception cref="SettingsException">A setting is not allowed.</exception>
    public static void AddPatterns(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Settings.Read<PatternOptions>(configuration, PatternOptions.Section);
        if (options.Complaint() is { } complaint)
            throw new SettingsException(complaint);
        services.AddSingleton(options);
        services.AddSingleton<PatternSource>();
        services.AddSingleton<ITelemetrySource>(s => s.GetRequiredService<PatternSource>());
    }
}
