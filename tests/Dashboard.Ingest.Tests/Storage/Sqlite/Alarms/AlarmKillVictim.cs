using System.Globalization;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.Alarms;

/// <summary>A process that exists to be killed: raises and clears alarms as fast as it can, and says of each batch when the list has taken it.</summary>
internal static class AlarmKillVictim
{
    public const string Command = "alarm-kill-victim";

    /// <summary>Alarms that a batch raises; it clears and acknowledges those of the batch before.</summary>
    public const int BatchSize = 7;

    private static readonly StateMigration[] Schema = [.. Enumerable.Range(1, AlarmArchive.Schema.Number - 1).Select(n => new StateMigration(n, "SELECT 1")), AlarmArchive.Schema];

    public static (AlarmList List, AlarmArchive Archive) Open(string file, TimeProvider time, AlarmOptions? options = null)
    {
        options ??= new AlarmOptions();
        var archive = new AlarmArchive(StateDatabase.Open(file, Schema), options, time, NullLogger<AlarmArchive>.Instance);
        var list = new AlarmList(options, new ManagedObjectNames(new DeviceInventory(), time), time, archive);
        archive.Restore(list);
        return (list, archive);
    }

    public static AlarmNotification Said(string managedObject, DateTimeOffset at, PerceivedSeverity severity = PerceivedSeverity.Major) => new()
    {
        ManagedObject = managedObject,
        Type = AlarmType.Communications,
        ProbableCause = ProbableCause.LossOfSignal,
        Severity = severity,
        Text = $"{managedObject} is down.",
        EventTime = at,
        Door = "test",
    };

    public static string NameOf(int batch, int alarm) => string.Create(CultureInfo.InvariantCulture, $"rtr-{batch} eth{alarm}");

    public static void Run(string file, TextWriter taken)
    {
        var (list, _) = Open(file, TimeProvider.System);
        for (var batch = 0; ; batch++)
        {
            var now = TimeProvider.System.GetUtcNow();
            list.Take([.. Enumerable.Range(0, BatchSize).Select(n => Said(NameOf(batch, n), now))]);
            if (batch > 0)
            {
                list.Take([.. Enumerable.Range(0, BatchSize).Select(n => Said(NameOf(batch - 1, n), now, PerceivedSeverity.Cleared))]);
                list.Acknowledge([.. list.Current.All.Where(static a => !a.IsOpen).Select(static a => a.Id)], "victim");
            }
            taken.WriteLine(batch.ToString(CultureInfo.InvariantCulture));
            taken.Flush();
        }
    }
}
