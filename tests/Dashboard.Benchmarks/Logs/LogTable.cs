using System.Diagnostics;
using Dashboard.Benchmarks.Syslog;
using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest;
using Dashboard.Ingest.Sources.Syslog;
using Dashboard.Ingest.Sources.Syslog.Events;
using Dashboard.Ingest.Storage.Sqlite.Logs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Benchmarks.Logs;

/// <summary>
/// What it costs to keep syslog messages and to find them again: read, made records, packed, indexed, written and forced to
/// the disk, as fast as it goes, by one thread that reads and one that writes; then searches, each with a cold start of its
/// own scan.
/// </summary>
internal static class LogTable
{
    private const int Messages = 300_000;
    private const int Rounds = 20;
    private const int Again = 25;

    private static readonly string[] Searches =
        ["", "status", "severity>=err", "host:rtr17", "10.17.33.1", "sequenceId 123457", "daemon7 u999", "permit* 192.0.2.1", "host:srv17 u5", "nowhere", "-status -permitted severity>=warning", "request 1234* -200"];

    public static async Task Print(TextWriter to)
    {
        var folder = Directory.CreateTempSubdirectory("noc-bench-");
        try
        {
            using var metrics = new IngestMetrics();
            using var archive = new LogArchive(folder.FullName, new LogOptions(), TimeProvider.System, metrics, NullLogger<LogArchive>.Instance);
            using var keeper = new LogKeeper(archive, TimeProvider.System);
            await keeper.StartAsync(CancellationToken.None);
            var load = new SyslogLoad(Messages, TimeProvider.System.GetUtcNow());
            var before = Environment.CpuUsage.TotalTime;
            var started = Stopwatch.GetTimestamp();
            var count = await Task.Run(() => Fill(load, archive));
            await archive.Flush(CancellationToken.None);
            var (cpu, wall) = (Environment.CpuUsage.TotalTime - before, Stopwatch.GetElapsedTime(started));
            await archive.Maintain(CancellationToken.None);
            var bytes = Directory.GetFiles(folder.FullName).Sum(static f => new FileInfo(f).Length);
            await to.WriteLineAsync($"Log lines, {load.Messages.Average(static m => m.Length):0} octets a message, {count / 1e6:0.0} M: from the message to the index on the disk");
            await to.WriteLineAsync($"  {count / wall.TotalSeconds / 1000,6:0} thousand/s by the clock, {count / cpu.TotalSeconds / 1000:0} thousand a CPU second, {bytes / (double)count:0.0} B a line on disk");
            await to.WriteLineAsync($"  memory {Environment.WorkingSet >> 20} MiB with the messages that are sent, {GC.GetTotalMemory(forceFullCollection: true) >> 20} MiB of it managed and live");
            await to.WriteLineAsync($"Searches of them, newest 200 lines; ms p50 and p99 of {Again}");
            foreach (var text in Searches)
                await Search(archive, text, to);
            var clock = Stopwatch.GetTimestamp();
            var patterns = archive.Patterns().Patterns;
            await to.WriteLineAsync($"Patterns: {patterns.Count}, read in {Stopwatch.GetElapsedTime(clock).TotalMilliseconds:0.0} ms");
            await keeper.StopAsync(CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static long Fill(SyslogLoad load, LogArchive archive)
    {
        var intake = new SyslogIntake(new SyslogOptions(), SyslogEventTable.BuiltIn, TimeZoneInfo.Utc);
        var lines = new LogRecord[256];
        long count = 0;
        for (var round = 0; round < Rounds; round++)
        {
            for (var at = 0; at < Messages; at += 256)
            {
                using var logs = new TelemetryBatch<LogRecord>("bench", capacity: 256);
                List<EventRecord> events = [];
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                for (var i = at; i < Math.Min(Messages, at + 256); i++)
                    intake.Take(load.Messages[i], NetworkAddress.FromV4(0x7f000001), now, logs, events);
                // The messages' own time stands still.
                for (var i = 0; i < logs.Count; i++)
                    lines[i] = logs.Records[i] with { Timestamp = now };
                archive.Append(lines.AsSpan(0, logs.Count));
                count += logs.Count;
            }
        }
        return count;
    }

    private static async Task Search(LogArchive archive, string text, TextWriter to)
    {
        var times = new List<double>();
        LogAnswer? answer = null;
        var search = new LogSearch { Query = LogQuery.Parse(text, out _) };
        for (var again = 0; again < Again; again++)
        {
            var started = Stopwatch.GetTimestamp();
            answer = await archive.Search(search, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        times.Sort();
        var counted = Stopwatch.GetTimestamp();
        var histogram = await archive.Count(search, 80, CancellationToken.None);
        var counting = Stopwatch.GetElapsedTime(counted).TotalMilliseconds;
        await to.WriteLineAsync($"  {times[Again / 2],8:0.0} {times[^1],8:0.0}   {answer!.Lines.Count,4} lines{(answer.LookedBackTo is null ? "" : ", not all looked at"),-21} all of them counted: {histogram.Total,9}{(histogram.LookedBackTo is null ? " " : "+")} in {counting,6:0} ms   {text}");
    }
}
