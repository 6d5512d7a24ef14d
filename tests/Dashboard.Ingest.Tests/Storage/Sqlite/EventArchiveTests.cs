using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Storage.Sqlite;

public sealed class EventArchiveTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("noc-events-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Events_are_there_after_a_restart_newest_first()
    {
        using (var archive = Open())
            archive.Write([Happened(1), Happened(3), Happened(2)]);

        // Opened anew without an end of the first: what is written is written.
        using var again = Open();
        var recent = new RecentEvents(2);
        again.Restore(recent);
        Assert.Equal([Happened(3), Happened(2)], recent.NewestFirst);
    }

    [Fact]
    public void The_oldest_leave_once_there_are_too_many()
    {
        using var archive = Open(most: 10);
        for (var i = 1; i <= 2100; i++)
            archive.Write([Happened(i)]);
        var recent = new RecentEvents(5000);
        archive.Restore(recent);
        Assert.InRange(recent.NewestFirst.Count, 10, 1010);
        Assert.Equal(Happened(2100), recent.NewestFirst[0]);
    }

    [Fact]
    public void Events_that_cannot_be_written_are_counted()
    {
        using var archive = Open();
        using var other = Database().Connect();
        using (var blocking = other.BeginTransaction(deferred: false))
            archive.Write([Happened(1), Happened(2)]);
        Assert.Equal(2, archive.Unkept);
        archive.Write([Happened(3)]);
        Assert.Equal(2, archive.Unkept);
    }

    private StateDatabase Database() => StateDatabase.Open(Path.Combine(_folder.FullName, "state.db"), [new StateMigration(1, EventArchive.Schema.Sql)]);

    private EventArchive Open(int most = EventArchive.Most) => new(Database(), NullLogger<EventArchive>.Instance, most);

    private static EventRecord Happened(long at) => new(at, "edge-7 ge-0/0/8", "link-down", PerceivedSeverity.Major, $"Link {at} is down.");
}
