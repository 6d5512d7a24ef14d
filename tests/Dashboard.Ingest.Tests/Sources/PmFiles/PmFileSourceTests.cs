using System.Text;
using Dashboard.Domain.Ran;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.PmFiles;
using Dashboard.Ingest.Storage.Sqlite;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Sources.PmFiles;

public sealed class PmFileSourceTests : IDisposable
{
    private const string Values = """<measType p="1">RRU.PrbTotDl</measType><measValue measObjLdn="NRCellDU=1"><r p="1">42</r></measValue>""";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("pm-");
    private readonly IngestBench _bench = new();
    private readonly string _folder;

    public PmFileSourceTests()
    {
        _folder = _home.CreateSubdirectory("in").FullName;
        _bench.Clock.Advance(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero) - _bench.Clock.GetUtcNow());
        _bench.Pipeline.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _bench.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_that_comes_into_the_folder_is_stored_once_it_stays_as_it_is_and_is_moved_to_done()
    {
        using var source = Source();
        Put("A1.xml", PmBench.File(Values));

        await source.Look(CancellationToken.None);
        Assert.Empty(await _bench.Series("RRU_PrbTotDl"));

        _bench.Clock.Advance(TimeSpan.FromSeconds(5));
        await source.Look(CancellationToken.None);
        await _bench.Holds([42], "RRU_PrbTotDl", ("cell", "a-1"));
        Assert.Empty(Directory.GetFiles(_folder));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "done"), "*-A1.xml"));
        Assert.Equal(("A1.xml", "stored", 1, ""), source.Latest(10) is [var entry] ? (entry.Name, entry.Result, (int)entry.ValueCount, entry.Reason) : default);
    }

    [Fact]
    public async Task The_same_contents_are_stored_once_under_whatever_names_and_ways_they_come()
    {
        using (var source = Source(settle: TimeSpan.Zero))
        {
            Put("A1.xml", PmBench.File(Values));
            await source.Look(CancellationToken.None);
            Put("A1 (copy).xml", PmBench.File(Values));
            await source.Take(Body(PmBench.File(Values)), "A1.xml", CancellationToken.None);
            await source.Look(CancellationToken.None);
        }
        Assert.Equal(2, _bench.Status(PmFileSource.Id).Records);

        using var next = Restart();
        using var restarted = Source(settle: TimeSpan.Zero, bench: next);
        Put("A1 again.xml", PmBench.File(Values));
        await restarted.Look(CancellationToken.None);
        Assert.Single(restarted.Latest(10));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_file_that_fails_is_kept_with_its_reason_and_can_be_read_again()
    {
        using var source = Source(settle: TimeSpan.Zero);
        Put("B1.xml", "<html/>");
        await source.Look(CancellationToken.None);

        var failed = Assert.Single(source.Latest(10));
        Assert.Equal("failed", failed.Result);
        Assert.Contains("'html'", failed.Reason, StringComparison.Ordinal);
        Assert.True(File.Exists(failed.Kept));
        Assert.Contains("B1.xml", _bench.Status(PmFileSource.Id).LastErrors[0].Text, StringComparison.Ordinal);

        // As if somebody had mended it.
        await File.WriteAllTextAsync(failed.Kept, PmBench.File(Values));
        Assert.Null(source.Replay(failed.Hash));
        await source.Look(CancellationToken.None);
        await _bench.Holds([42], "RRU_PrbTotDl");
        Assert.Equal(("stored", ""), source.Latest(10) is [var entry] ? (entry.Result, entry.Kept) : default);
        Assert.NotNull(source.Replay(failed.Hash));
    }

    [Fact]
    public async Task No_more_failed_files_are_kept_than_may_be()
    {
        using var source = Source(settle: TimeSpan.Zero, keepFailed: 2);
        for (var i = 0; i < 4; i++)
        {
            _bench.Clock.Advance(TimeSpan.FromSeconds(1));
            Put($"B{i}.xml", $"<html>{i}</html>");
            await source.Look(CancellationToken.None);
        }

        Assert.Equal(["B3.xml", "B2.xml"], source.Latest(10).Where(static e => e.Kept.Length > 0).Select(static e => e.Name));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder, "failed")).Length);
    }

    [Fact]
    public async Task What_was_posted_before_the_program_ended_is_read_when_it_starts_again()
    {
        using (var source = Source())
            Assert.Null(await source.Take(Body(PmBench.File(Values)), "../../C1.xml", CancellationToken.None));

        using var next = Restart();
        using var restarted = Source(bench: next);
        await restarted.Look(CancellationToken.None);
        await next.Holds([42], "RRU_PrbTotDl");
        Assert.Equal("C1.xml", Assert.Single(restarted.Latest(10)).Name);
    }

    [Fact]
    public async Task No_more_posted_files_wait_than_may()
    {
        using var source = Source(waiting: 1);
        Assert.Null(await source.Take(Body("a"), "a", CancellationToken.None));

        Assert.Contains("Noc:PmFiles:WaitingFiles", await source.Take(Body("b"), "b", CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_announced_file_is_fetched_and_asked_for_again_when_it_is_not_there_yet()
    {
        var asked = 0;
        await using var server = await PageServer.Start(context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref asked) == 1 ? 503 : 200;
            return context.Response.WriteAsync(PmBench.File(Values));
        });
        using var source = Source();
        using var end = new CancellationTokenSource();
        var run = source.Run(end.Token);

        Assert.Null(source.Announce(new Uri($"http://{server.Address}/A1.xml"), ""));
        await Eventually.True(() => Volatile.Read(ref asked) == 1 && _bench.Clock.Waiting.Contains(TimeSpan.FromSeconds(5)));
        _bench.Clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.True(() =>
        {
            _bench.Clock.Advance(TimeSpan.FromSeconds(2));
            return source.Latest(1).Count == 1;
        });
        await _bench.Holds([42], "RRU_PrbTotDl");
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task An_announced_file_is_fetched_once_even_if_the_program_ends_before()
    {
        var asked = 0;
        await using var server = await PageServer.Start(context =>
        {
            Interlocked.Increment(ref asked);
            return context.Response.WriteAsync(PmBench.File(Values));
        });
        var location = new Uri($"http://{server.Address}/A1.xml");
        using (var ended = Source())
        {
            Assert.Null(ended.Announce(location, ""));
            Assert.Null(ended.Announce(location, ""));
        }
        var register = new PmFileRegister(StateDatabase.Open(Path.Combine(_home.FullName, "data", "files.db"), PmFileRegister.Schema), new PmFileOptions());
        Assert.Equal([(location, "A1.xml")], register.Announced());

        using var bench = Restart();
        using var source = Source(bench: bench);
        using var end = new CancellationTokenSource();
        var run = source.Run(end.Token);
        await Eventually.True(() => register.Announced().Count == 0);
        await Eventually.True(() =>
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(2));
            return source.Latest(1) is [{ Name: "A1.xml" }];
        });
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(1, asked);
    }

    [Fact]
    public void Files_are_fetched_from_allowed_hosts_over_http_and_sftp_only_and_passwords_in_addresses_are_not_kept()
    {
        using var source = Source(hosts: ["pm.example.org"]);

        Assert.Null(source.Announce(new Uri("https://pm.example.org:8443/a.xml"), ""));
        Assert.Contains("evil.example.org", source.Announce(new Uri("https://evil.example.org/a.xml"), ""), StringComparison.Ordinal);
        Assert.Null(source.Announce(new Uri("sftp://somebody:secret@pm.example.org/b.xml"), ""));
        Assert.Contains("not from ftp.", source.Announce(new Uri("ftp://pm.example.org/a.xml"), ""), StringComparison.Ordinal);
        var register = new PmFileRegister(StateDatabase.Open(Path.Combine(_home.FullName, "data", "files.db"), PmFileRegister.Schema), new PmFileOptions());
        Assert.Equal(["https://pm.example.org:8443/a.xml", "sftp://pm.example.org/b.xml"], register.Announced().Select(static a => a.Location.AbsoluteUri).Order(StringComparer.Ordinal));
        Assert.Contains("Hosts", new PmFetchOptions { User = "u", Password = "p" }.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_period_of_two_hours_ago_is_stored_beside_later_ones()
    {
        using var source = Source(settle: TimeSpan.Zero);
        Put("late.xml", PmBench.File(Values));
        Put("early.xml", PmBench.File(Values.Replace(">42<", ">40<", StringComparison.Ordinal), end: "2026-11-22T12:00:00Z"));
        await source.Look(CancellationToken.None);

        await _bench.Holds([42, 40], "RRU_PrbTotDl");
    }

    // The same files and settings, and nothing else that is remembered.
    private IngestBench Restart()
    {
        var next = new IngestBench();
        next.Clock.Advance(_bench.Clock.GetUtcNow() - next.Clock.GetUtcNow());
        next.Pipeline.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        return next;
    }

    private static MemoryStream Body(string text) => new(Encoding.UTF8.GetBytes(text));

    private void Put(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private PmFileSource Source(TimeSpan? settle = null, int keepFailed = 10, int waiting = 10, string[]? hosts = null, IngestBench? bench = null)
    {
        bench ??= _bench;
        return new PmFileSource(
            new PmFileOptions { Folder = _folder, Settle = settle ?? TimeSpan.FromSeconds(4), KeepFailed = keepFailed, WaitingFiles = waiting }, new PmFetchOptions { Hosts = hosts ?? [] },
            Path.Combine(_home.FullName, "data"), bench.Cache, new TimeSeriesCacheOptions(),
            new RanNaming(new CellDirectory(), new Enricher([]), new NetworkTree(), bench.Cache.Metrics, bench.Clock),
            bench.Pipeline, bench.Sources, bench.Metrics, bench.Clock, NullLogger<PmFileSource>.Instance);
    }
}
