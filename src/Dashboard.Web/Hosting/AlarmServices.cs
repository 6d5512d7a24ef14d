using Dashboard.Domain.Alarms;
using Dashboard.Ingest;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Alarms;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Alarms;

namespace Dashboard.Web.Hosting;

/// <summary>Registers the alarm list, what it is kept in and what raises alarms from series.</summary>
internal static class AlarmServices
{
    /// <exception cref="SettingsException">A setting is not allowed.</exception>
    public static void AddAlarms(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Settings.Read<AlarmOptions>(configuration, AlarmOptions.Section));
        services.AddSingleton<ManagedObjectNames>();
        services.AddSingleton(AlarmArchive.Schema);
        services.AddSingleton<AlarmArchive>();
        services.AddSingleton(s =>
        {
            var archive = s.GetRequiredService<AlarmArchive>();
            var alarms = new AlarmList(s.GetRequiredService<AlarmOptions>(), s.GetRequiredService<ManagedObjectNames>(), s.GetRequiredService<TimeProvider>(), archive);
            archive.Restore(alarms);
            return alarms;
        });
        services.AddSingleton(s =>
        {
            var alarms = s.GetRequiredService<AlarmList>();
            var conditions = new RuleConditions(alarms, s.GetRequiredService<ManagedObjectNames>(), s.GetRequiredService<TimeProvider>());
            AlarmSeries.Show(s.GetRequiredService<IngestMetrics>(), alarms, conditions);
            return conditions;
        });
        services.AddSingleton<AlarmDesk>();
        services.AddSingleton<ITelemetrySource, AlarmSource>();
    }
}
