using System.Diagnostics;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Benchmarks.Alarms;

/// <summary>What a change costs in a list of 10,000 active alarms, in memory and with its journal on disk, and what a page costs that shows it.</summary>
internal static class AlarmTable
{
    private const int Active = 10_000;
    private const int Batch = 10;
    private const int Changes = 20_000;

    public static void Print(TextWriter output)
    {
        output.WriteLine($"{Active:N0} active alarms, {Changes:N0} changes (raise, repeat, severity, clear) in batches of {Batch}");
        output.WriteLine("                      us a change   B a change   longest batch ms   CPU at 100 changes/s");
        Measure(output, "in memory", null);
        var folder = Directory.CreateTempSubdirectory("noc-alarms-");
        try
        {
            var schema = Enumerable.Range(1, AlarmArchive.Schema.Number - 1).Select(static n => new StateMigration(n, "SELECT 1")).Append(AlarmArchive.Schema);
            var database = StateDatabase.Open(Path.Combine(folder.FullName, "noc.db"), schema);
            using var archive = new AlarmArchive(database, new AlarmOptions(), TimeProvider.System, NullLogger<AlarmArchive>.Instance);
            var list = Measure(output, "with journal", archive);
            Reading(output, list, archive);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static AlarmList Measure(TextWriter output, string name, AlarmArchive? archive)
    {
        var time = TimeProvider.System;
        var list = new AlarmList(new AlarmOptions { MaxActive = Active + 1000 }, new ManagedObjectNames(new DeviceInventory(), time), time, archive);
        list.Take([.. Enumerable.Range(0, Active).Select(i => Said(i, (PerceivedSeverity)(1 + (i % 5))))]);
        var random = new Random(1);
        var batches = Enumerable.Range(0, Changes / Batch).Select(_ => Enumerable.Range(0, Batch).Select(_ => Said(random.Next(Active + 500), (PerceivedSeverity)random.Next(6))).ToArray()).ToArray();
        for (var i = 0; i < 200; i++)
            list.Take(batches[i]);
        var now = time.GetUtcNow();
        var (longest, allocated, started) = (0.0, GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        foreach (var batch in batches)
        {
            var begun = Stopwatch.GetTimestamp();
            for (var i = 0; i < batch.Length; i++)
                batch[i] = batch[i] with { EventTime = now };
            list.Take(batch);
            longest = Math.Max(longest, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        var took = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        output.WriteLine($"{name,-20} {took.TotalMicroseconds / Changes,12:0.0} {allocated / Changes,12:N0} {longest,18:0.0} {took.TotalSeconds / Changes * 100,21:0.00 %}");
        return list;
    }

    private static void Reading(TextWriter output, AlarmList list, AlarmArchive archive)
    {
        var snapshot = list.Current;
        output.WriteLine($"what a page of {snapshot.All.Count:N0} alarms costs, us:");
        Time("all, worst first", () => snapshot.All.Take(100).Count());
        Time("filtered by text", () => snapshot.All.Count(static a => a.ManagedObject.Contains("rtr-77", StringComparison.OrdinalIgnoreCase)));
        Time("header's counts", () => snapshot.Count(PerceivedSeverity.Critical) + snapshot.Count(PerceivedSeverity.Major));
        Time("widget's 50 rows", () => snapshot.Open.Take(50).Count());
        Time("settle", () => { list.Settle(); return 0; });
        Time("history, 10 of text", () => archive.History("rtr-77", [], 10).Count);
        var started = Stopwatch.GetTimestamp();
        var again = new AlarmList(new AlarmOptions { MaxActive = Active + 1000 }, new ManagedObjectNames(new DeviceInventory(), TimeProvider.System), TimeProvider.System, archive);
        archive.Restore(again);
        output.WriteLine($"{"restored at start",-20} {Stopwatch.GetElapsedTime(started).TotalMicroseconds,12:0}   ({again.Current.All.Count:N0} alarms)");

        void Time(string name, Func<int> read)
        {
            for (var i = 0; i < 20; i++)
                _ = read();
            var begun = Stopwatch.GetTimestamp();
            for (var i = 0; i < 50; i++)
                _ = read();
            output.WriteLine($"{name,-20} {Stopwatch.GetElapsedTime(begun).TotalMicroseconds / 50,12:0.0}");
        }
    }

    private static AlarmNotification Said(int n, PerceivedSeverity severity) => new()
    {
        ManagedObject = $"rtr-{n / 48} GigabitEthernet0/{n % 48}",
        Type = AlarmType.Communications,
        ProbableCause = ProbableCause.LossOfSignal,
        Severity = severity,
        Text = $"rtr-{n / 48}: GigabitEthernet0/{n % 48} is down.",
        EventTime = TimeProvider.System.GetUtcNow(),
        Door = n % 2 == 0 ? "snmp-trap" : "syslog",
    };
}
