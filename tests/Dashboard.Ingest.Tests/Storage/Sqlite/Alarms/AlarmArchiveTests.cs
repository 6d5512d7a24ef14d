using System.Diagnostics;
using System.Globalization;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.Alarms;

public sealed class AlarmArchiveTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("noc-alarms-");

    private string Database => Path.Combine(_folder.FullName, "noc.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_process_killed_at_any_moment_leaves_the_list_whole_with_every_batch_that_it_took()
    {
        if (OperatingSystem.IsWindows())
            return;
        for (var kill = 0; kill < 5; kill++)
        {
            var file = Path.Combine(_folder.FullName, $"killed-{kill}.db");
            using var victim = Process.Start(new ProcessStartInfo("dotnet")
            {
                ArgumentList = { "exec", typeof(AlarmKillVictim).Assembly.Location, AlarmKillVictim.Command, file },
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            var taken = -1;
            while (taken < 20 + (kill * 7))
                taken = int.Parse((await victim.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            victim.Kill();
            while (await victim.StandardOutput.ReadLineAsync() is { Length: > 0 } line && int.TryParse(line, CultureInfo.InvariantCulture, out var more))
                taken = more;
            await victim.WaitForExitAsync();

            var (list, archive) = AlarmKillVictim.Open(file, TimeProvider.System);
            using (archive)
            {
                // What was said to be taken is there; of the batch that was being taken all or nothing.
                var history = archive.History("", [], 10_000);
                var all = list.Current.All.Concat(history).ToLookup(static a => a.ManagedObject, StringComparer.Ordinal);
                for (var batch = 0; batch <= taken; batch++)
                {
                    for (var n = 0; n < AlarmKillVictim.BatchSize; n++)
                        Assert.Single(all[AlarmKillVictim.NameOf(batch, n)]);
                }
                Assert.True(history.Count >= taken * AlarmKillVictim.BatchSize);
                Assert.Equal(0, all.Count % AlarmKillVictim.BatchSize);
                Assert.All(list.Current.Open, a => Assert.Equal(AlarmStepKind.Raised, Assert.Single(a.Life).Kind));
            }
        }
    }

    [Fact]
    public void An_alarm_comes_back_as_it_was()
    {
        var (list, archive) = AlarmKillVictim.Open(Database, _clock);
        list.Take(AlarmKillVictim.Said("rtr-1 Gi0/1", _clock.GetUtcNow(), PerceivedSeverity.Minor) with { ProposedRepair = "Look.", SenderAlarmId = "4711", SpecificProblem = "xyz" });
        _clock.Advance(TimeSpan.FromSeconds(3));
        list.Take(AlarmKillVictim.Said("rtr-1 Gi0/1", _clock.GetUtcNow()) with { SpecificProblem = "xyz" });
        list.Acknowledge([1], "ada", "It's \"mine\" — Ω");
        var before = list.Current.All.Single();
        archive.Dispose();

        var (again, second) = AlarmKillVictim.Open(Database, _clock);
        using (second)
        {
            var after = again.Current.All.Single();
            Assert.Equal(before with { Doors = [], Life = [] }, after with { Doors = [], Life = [] });
            Assert.Equal(before.Doors, after.Doors.AsEnumerable());
            Assert.Equal(before.Life, after.Life.AsEnumerable());
            again.Take(AlarmKillVictim.Said("rtr-2", _clock.GetUtcNow()));
            Assert.Equal(2, again.Current.All.Max(static a => a.Id));
        }
    }

    [Fact]
    public void The_history_is_found_by_text_and_severity_the_newest_first_and_bounded_by_age_and_rows()
    {
        var options = new AlarmOptions { HistoryAge = TimeSpan.FromDays(2), HistoryRows = 3 };
        var (list, archive) = AlarmKillVictim.Open(Database, _clock, options);
        using (archive)
        {
            for (var i = 1; i <= 5; i++)
            {
                _clock.Advance(TimeSpan.FromMinutes(11));
                list.Take(AlarmKillVictim.Said($"rtr-{i} 100%_{i}", _clock.GetUtcNow(), i == 4 ? PerceivedSeverity.Critical : PerceivedSeverity.Minor));
                list.Acknowledge([i], "ada");
                list.Take(AlarmKillVictim.Said($"rtr-{i} 100%_{i}", _clock.GetUtcNow(), PerceivedSeverity.Cleared));
            }
            _clock.Advance(TimeSpan.FromMinutes(11));
            list.Take(AlarmKillVictim.Said("rtr-9", _clock.GetUtcNow()));

            Assert.Equal([5, 4, 3], archive.History("", [], 100).Select(static a => a.Id));
            Assert.Equal([4], archive.History("", [PerceivedSeverity.Critical], 100).Select(static a => a.Id));
            Assert.Equal([5], archive.History("100%_5", [], 100).Select(static a => a.Id));
            Assert.Empty(archive.History("100__5", [], 100));
            Assert.Equal(AlarmStepKind.Cleared, archive.Find(5)!.Life[^1].Kind);
            Assert.Null(archive.Find(1));

            _clock.Advance(TimeSpan.FromDays(3));
            list.Take(AlarmKillVictim.Said("rtr-9", _clock.GetUtcNow()));
            Assert.Empty(archive.History("", [], 100));
            Assert.NotNull(archive.Find(6));
        }
    }
}
