using System.Diagnostics;
using System.Globalization;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Sqlite.History;
using Xunit.Abstractions;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.History;

public sealed class HistoryKillTests(ITestOutputHelper output)
{
    private const int Kills = 200;

    /// <summary>So often everything is looked at and not only what is recent.</summary>
    private const int KillsPerFullLook = 25;

    /// <summary>Victims that get ready while another is at work.</summary>
    private const int Ahead = 2;

    [Fact]
    public async Task A_process_killed_at_any_moment_loses_nothing_that_was_durable_and_has_nothing_twice()
    {
        if (OperatingSystem.IsWindows())
            return;
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var directory = Directory.CreateTempSubdirectory("noc-test-");
        var victims = new Queue<Process>(); // bound: Ahead
        try
        {
            var file = Path.Combine(directory.FullName, "history.db");
            var writes = 0;
            var looked = 0;
            for (var kill = 1; kill <= Kills; kill++)
            {
                while (victims.Count <= Ahead && kill + victims.Count <= Kills)
                    victims.Enqueue(StartVictim(Path.Combine(directory.FullName, $"scratch-{kill + victims.Count}.db")));
                using var victim = victims.Dequeue();
                var durable = await RunAndKill(victim, file, writes, random.Next(0, 8), TimeSpan.FromMilliseconds(random.NextDouble() * 40));
                var first = kill % KillsPerFullLook == 0 || kill == Kills ? 0 : Math.Max(0, looked - 60);
                looked = writes;
                writes = Check(file, writes, durable, first, $"seed {seed}, kill {kill}");
            }
            output.WriteLine($"{writes} writes survived {Kills} kills");
            Assert.True(writes > Kills);
        }
        finally
        {
            foreach (var victim in victims)
            {
                victim.Kill();
                await victim.WaitForExitAsync();
                victim.Dispose();
            }
            directory.Delete(recursive: true);
        }
    }

    /// <summary>A process that warms up and then waits for its task, so that the next one gets ready while one is at work.</summary>
    private static Process StartVictim(string scratch) => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList = { "exec", typeof(KillVictim).Assembly.Location, KillVictim.Command, scratch },
        Environment = { ["DOTNET_TieredPGO"] = "0" },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!;

    /// <summary>
    /// Lets the victim make some writes, of which none means that it may still be opening the file, and then go on for a
    /// moment; returns the last write that it said to be durable, or the one before its first.
    /// </summary>
    private static async Task<int> RunAndKill(Process victim, string file, int firstWrite, int least, TimeSpan longer)
    {
        Assert.Equal(KillVictim.Ready, await victim.StandardOutput.ReadLineAsync());
        await victim.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{firstWrite} {file}"));
        var durable = firstWrite - 1;
        for (; least > 0; least--)
            durable = int.Parse((await victim.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await Task.Delay(longer, TimeProvider.System);
        Assert.False(victim.HasExited);
        victim.Kill();
        // A line that the end cut off has no end of line: it may lack digits.
        var said = await victim.StandardOutput.ReadToEndAsync();
        foreach (var line in said[..(said.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            durable = int.Parse(line, CultureInfo.InvariantCulture);
        await victim.WaitForExitAsync();
        return durable;
    }

    /// <summary>Compares what the file holds with what was written; returns how many writes it holds.</summary>
    private static int Check(string file, int firstWrite, int durable, int from, string story)
    {
        var clock = new KillVictim.StepClock { NowMs = KillVictim.ClockOf(durable + 3) };
        using var metrics = new IngestMetrics();
        using var history = KillVictim.Open(file, clock, metrics, out _);
        var start = KillVictim.ClockOf(from);
        var found = history.SelectAt(PageKey.Raw, [], start, long.MaxValue).ToDictionary(static s => s.Labels);
        // The write that was under way when the process died may be there too, but then with all series.
        var next = KillVictim.ClockOf(durable + 1);
        var isNextThere = found.TryGetValue(KillVictim.LabelsOf(0), out var one) && HistoryBench.ReadBits(one, next, next).Count > 0;
        var writes = durable + 1 + (isNextThere ? 1 : 0);
        if (writes == 0)
            return 0;
        var times = Enumerable.Range(from, writes - from + KillVictim.LateWrites).TakeWhile(w => w < writes)
            .SelectMany(KillVictim.TimesOf).Where(t => t >= start).Order().ToArray();
        for (var series = 0; series < KillVictim.Series; series++)
        {
            var expected = times.Select(t => (t, BitConverter.DoubleToInt64Bits(KillVictim.ValueOf(series, t))));
            var read = HistoryBench.ReadBits(found[KillVictim.LabelsOf(series)], start);
            Assert.True(expected.SequenceEqual(read), $"{story}: of writes {firstWrite} to {writes}, looked at from {from} on, series {series} has {read.Count} samples of {times.Length}");
        }
        foreach (var series in history.SelectAt(PageKey.Hours, [], start, long.MaxValue))
        {
            var count = HistoryBench.ReadPoints(series, RollUp.Count, start).Sum(static p => p.Value);
            Assert.True(from > 0 || count == times.Length, $"{story}: roll-ups count {count} samples of {times.Length}");
        }
        return writes;
    }
}
