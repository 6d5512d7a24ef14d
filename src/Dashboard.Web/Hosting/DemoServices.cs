using Dashboard.Domain.Simulation;
using Dashboard.Ingest.Demo;
using Dashboard.Ingest.Sources.Kafka;
using Dashboard.Web.Demo;

namespace Dashboard.Web.Hosting;

/// <summary>Registers the simulated network, where it is wanted.</summary>
internal static class DemoServices
{
    private const string Switch = "--demo";

    /// <summary>The command line with <c>--demo</c> written as the setting that it is.</summary>
    public static string[] Arguments(string[] args) => [.. args.Select(static a => a == Switch ? $"--{DemoOptions.Section}:{nameof(DemoOptions.Enabled)}=true" : a)];

    /// <summary>Its settings; null where it shall not run.</summary>
    /// <exception cref="SettingsException">A setting is not allowed.</exception>
    public static DemoOptions? Wanted(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = Settings.Read<DemoOptions>(configuration, DemoOptions.Section);
        return options.Enabled ?? environment.IsDevelopment() ? options : null;
    }

    /// <summary>The clock that the whole program goes by.</summary>
    public static TimeProvider Clock(DemoOptions? options) => options is { Speed: > 1 } ? new FastClock(TimeProvider.System, options.Speed) : TimeProvider.System;

    /// <summary>Adds it, and what tells the pages whether it is there.</summary>
    public static void AddDemo(this IServiceCollection services, DemoOptions? options, DataDirectory data)
    {
        services.AddSingleton(static s => new DemoState(s.GetService<DemoNetwork>()));
        if (options is null)
            return;
        services.AddSingleton(s => new DemoNetwork(options, s.GetRequiredService<KafkaOptions>(), data.File("demo"), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<DemoNetwork>>()));
        services.AddHostedService<DemoRunner>();
    }
}
