using System.Diagnostics;
using System.Globalization;
using Dashboard.Domain.Logs;
using Dashboard.Ingest.Storage.Sqlite.Logs;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.Logs;

public sealed class LogKillTests(ITestOutputHelper output)
{
    private const int Kills = 3;

    [Fact]
    public async Task A_killed_process_loses_the_lines_of_its_last_moments_and_no_others()
    {
        var directory = Directory.CreateTempSubdirectory("noc-test-");
        try
        {
            long before = 0;
            for (var kill = 1; kill <= Kills; kill++)
            {
                var (taken, time) = await RunAndKill(directory.FullName, TimeSpan.FromSeconds(1.5 + (kill * 0.7)));
                using var metrics = new IngestMetrics();
                using var archive = new LogArchive(directory.FullName, new LogOptions(), TimeProvider.System, metrics, NullLogger<LogArchive>.Instance);
                archive.Open();
                var held = archive.Held().Lines;
                var newest = (await archive.Search(new LogSearch { Limit = 1 }, CancellationToken.None)).Lines[0];
                var loss = TimeSpan.FromMilliseconds(time - newest.Record.Timestamp);
                output.WriteLine($"kill {kill}: {taken - before} lines taken, {taken - held} lost, the last {loss.TotalSeconds:0.00} s");
                // All up to the newest are there, each once.
                Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"line {held - 1} of the victim"), newest.Record.Body);
                Assert.Equal(held, newest.Number);
                Assert.True(held > before, "nothing was written");
                Assert.InRange(loss.TotalSeconds, 0, 4);
                before = held;
            }
            using var all = new IngestMetrics();
            using var last = new LogArchive(directory.FullName, new LogOptions(), TimeProvider.System, all, NullLogger<LogArchive>.Instance);
            last.Open();
            Assert.Equal(before, (await last.Count(new LogSearch { Query = LogBench.Query("victim"), Patience = TimeSpan.FromMinutes(1) }, 10, CancellationToken.None)).Total);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<(long Taken, long Time)> RunAndKill(string folder, TimeSpan after)
    {
        using var victim = Process.Start(new ProcessStartInfo("dotnet") { ArgumentList = { "exec", typeof(LogKillVictim).Assembly.Location, LogKillVictim.Command, folder }, RedirectStandardOutput = true, UseShellExecute = false })!;
        var last = await victim.StandardOutput.ReadLineAsync();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < after)
            last = await victim.StandardOutput.ReadLineAsync();
        victim.Kill();
        var said = await victim.StandardOutput.ReadToEndAsync();
        await victim.WaitForExitAsync();
        // A line that the end cut off has no end of line.
        last = said[..(said.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(last);
        var parts = last!.Split(' ');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
