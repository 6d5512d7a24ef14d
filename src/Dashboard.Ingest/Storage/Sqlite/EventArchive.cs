using Dapper;
using Dashboard.Domain.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>
/// The latest events in the state database, so that they are there after a restart. A batch is one transaction, which the
/// caller waits for: an event whose sender was told that it arrived is not lost with the process.
/// </summary>
public sealed class EventArchive : IDisposable
{
    /// <summary>Events that are kept; of more the oldest leave.</summary>
    public const int Most = 100_000;

    // Trimming looks at the whole index, so it is not done for every event.
    private const int TrimAfter = 1000;

    private readonly SqliteConnection _connection;
    private readonly ILogger<EventArchive> _log;
    private readonly int _most;
    private int _untrimmed = TrimAfter;
    private long _unkept;

    /// <param name="database">Holds them.</param>
    /// <param name="log">Told of what cannot be written.</param>
    /// <param name="most">Events that are kept.</param>
    public EventArchive(StateDatabase database, ILogger<EventArchive> log, int most = Most)
    {
        (_log, _most) = (log, most);
        _connection = database.Connect();
        // As the alarms beside them: a process that is killed loses nothing, and nobody waits long for another writer.
        _connection.DefaultTimeout = 1;
        _connection.Execute("PRAGMA synchronous = NORMAL");
    }

    /// <summary>The table in the state database. Times are milliseconds since 1970, UTC.</summary>
    public static StateMigration Schema { get; } = new(8, """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            managed_object TEXT NOT NULL,
            type TEXT NOT NULL,
            severity INTEGER NOT NULL,
            text TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_at ON events (at);
        """);

    /// <summary>Events that were not written, and are in memory alone.</summary>
    public long Unkept => Interlocked.Read(ref _unkept);

    /// <summary>Gives the list back what was there when the program ended.</summary>
    public void Restore(RecentEvents events)
    {
        lock (_connection)
        {
            var rows = _connection.Query<Row>("SELECT at, managed_object AS ManagedObject, type, severity, text FROM events ORDER BY at DESC LIMIT @most", new { most = events.Capacity });
            foreach (var row in rows.Reverse())
                events.Add(new EventRecord(row.At, row.ManagedObject, row.Type, (PerceivedSeverity)row.Severity, row.Text));
        }
    }

    /// <summary>Writes events; where that fails they are counted, and stay in memory.</summary>
    public void Write(ReadOnlySpan<EventRecord> events)
    {
        try
        {
            lock (_connection)
            {
                using var transaction = _connection.BeginTransaction();
                foreach (var happened in events)
                {
                    _connection.Execute(
                        "INSERT INTO events (at, managed_object, type, severity, text) VALUES (@Timestamp, @ManagedObject, @EventType, @severity, @Text)",
                        new { happened.Timestamp, happened.ManagedObject, happened.EventType, severity = (int)happened.Severity, happened.Text }, transaction);
                }
                _untrimmed += events.Length;
                if (_untrimmed >= TrimAfter)
                {
                    _connection.Execute("DELETE FROM events WHERE id IN (SELECT id FROM events ORDER BY at DESC LIMIT -1 OFFSET @_most)", new { _most }, transaction);
                    _untrimmed = 0;
                }
                transaction.Commit();
            }
        }
        catch (SqliteException e)
        {
            Interlocked.Add(ref _unkept, events.Length);
            IngestLog.EventsNotWritten(_log, e, events.Length);
        }
    }

    public void Dispose() => _connection.Dispose();

    private sealed record Row
    {
        public long At { get; init; }

        public string ManagedObject { get; init; } = "";

        public string Type { get; init; } = "";

        public int Severity { get; init; }

        public string Text { get; init; } = "";
    }
}
