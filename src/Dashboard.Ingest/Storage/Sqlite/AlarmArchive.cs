using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>
/// The active alarm list and the history of alarms in the state database. An alarm is one row for all its life, and every
/// batch of changes one transaction, which the caller waits for: what the list shows is kept, whenever the process ends.
/// </summary>
/// <remarks>
/// Its connection does not wait for the disk (<c>synchronous = NORMAL</c>): a process that is killed loses nothing, and a
/// machine that loses its power at most the changes since the last checkpoint, never the list's being whole.
/// </remarks>
public sealed class AlarmArchive : IAlarmJournal, IDisposable
{
    /// <summary>Alarms of one answer of the history at most.</summary>
    public const int MostFound = 10_000;

    private const int RestoredLeft = 10_000;
    private static readonly TimeSpan LeftLately = TimeSpan.FromHours(1);
    private static readonly TimeSpan TrimEvery = TimeSpan.FromMinutes(10);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private readonly StateDatabase _database;
    private readonly AlarmOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AlarmArchive> _log;
    private readonly SqliteConnection _writing;
    private DateTimeOffset _trimAt;

    public AlarmArchive(StateDatabase database, AlarmOptions options, TimeProvider time, ILogger<AlarmArchive> log)
    {
        (_database, _options, _time, _log) = (database, options, time, log);
        _writing = database.Connect();
        // Whoever writes waits for it, the whole way in behind him: another writer is no reason to stand still for long.
        _writing.DefaultTimeout = 1;
        _writing.Execute("PRAGMA synchronous = NORMAL");
    }

    /// <summary>The table in the state database. Times are milliseconds since 1970, UTC; who told of an alarm and what happened to it is JSON.</summary>
    public static StateMigration Schema { get; } = new(7, """
        CREATE TABLE alarms (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            managed_object TEXT NOT NULL,
            type TEXT NOT NULL,
            probable_cause TEXT NOT NULL,
            specific_problem TEXT NOT NULL,
            severity INTEGER NOT NULL,
            previous_severity INTEGER NOT NULL,
            worst INTEGER NOT NULL,
            text TEXT NOT NULL,
            repair TEXT NOT NULL,
            first_raised_at INTEGER NOT NULL,
            raised_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            told_at INTEGER NOT NULL,
            cleared_at INTEGER,
            acknowledged_at INTEGER,
            acknowledged_by TEXT,
            count INTEGER NOT NULL,
            toggling INTEGER NOT NULL,
            doors TEXT NOT NULL,
            life TEXT NOT NULL,
            left_at INTEGER
        ) STRICT;
        CREATE INDEX alarms_left ON alarms (left_at) WHERE left_at IS NOT NULL;
        CREATE INDEX alarms_active ON alarms (id) WHERE left_at IS NULL;
        """);

    /// <summary>Gives the list back what was there when the program ended.</summary>
    public void Restore(AlarmList alarms)
    {
        Trim();
        using var connection = _database.Connect();
        alarms.Restore(
            connection.Query<AlarmRow>($"SELECT {AlarmRow.Columns} FROM alarms WHERE left_at IS NULL").Select(Read),
            connection.Query<AlarmRow>(
                $"SELECT {AlarmRow.Columns} FROM alarms WHERE left_at > @since ORDER BY left_at DESC LIMIT @most",
                new { since = (_time.GetUtcNow() - LeftLately).ToUnixTimeMilliseconds(), most = RestoredLeft }).Select(Read),
            connection.ExecuteScalar<long?>("SELECT seq FROM sqlite_sequence WHERE name = 'alarms'") ?? 0);
    }

    public bool TryWrite(IReadOnlyCollection<Alarm> changed)
    {
        try
        {
            lock (_writing)
            {
                using (var transaction = _writing.BeginTransaction())
                {
                    using var command = _writing.CreateCommand();
                    AlarmRow.Prepare(command, transaction);
                    foreach (var alarm in changed)
                    {
                        AlarmRow.Bind(command, alarm, JsonSerializer.Serialize(alarm.Doors, Json), JsonSerializer.Serialize(alarm.Life, Json));
                        command.ExecuteNonQuery();
                    }
                    transaction.Commit();
                }
                if (_time.GetUtcNow() >= _trimAt)
                    Trim();
            }
            return true;
        }
        catch (SqliteException e)
        {
            IngestLog.AlarmsNotWritten(_log, e, changed.Count);
            return false;
        }
    }

    /// <summary>An alarm, of the active list or of the history; null where it is in neither.</summary>
    public Alarm? Find(long id)
    {
        using var connection = _database.Connect();
        return connection.QuerySingleOrDefault<AlarmRow>($"SELECT {AlarmRow.Columns} FROM alarms WHERE id = @id", new { id }) is { } row ? Read(row) : null;
    }

    /// <summary>Alarms that left the active list, those first that left it last.</summary>
    /// <param name="text">What the object, the text or the cause has to contain; empty for anything.</param>
    /// <param name="severities">What they were at their worst; empty for anything.</param>
    /// <param name="limit">How many; <see cref="MostFound"/> at most.</param>
    public IReadOnlyList<Alarm> History(string text, IReadOnlyCollection<PerceivedSeverity> severities, int limit)
    {
        var like = $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        using var connection = _database.Connect();
        return
        [
            .. connection.Query<AlarmRow>($"""
                SELECT {AlarmRow.Columns} FROM alarms
                WHERE left_at IS NOT NULL AND (@any OR worst IN @severities)
                    AND (@text = '' OR managed_object LIKE @like ESCAPE '\' OR text LIKE @like ESCAPE '\' OR probable_cause LIKE @like ESCAPE '\')
                ORDER BY left_at DESC, id DESC LIMIT @limit
                """, new { any = severities.Count == 0, severities = severities.Select(static s => (int)s).DefaultIfEmpty(-1).ToArray(), text, like, limit = Math.Clamp(limit, 0, MostFound) }).Select(Read),
        ];
    }

    public void Dispose() => _writing.Dispose();

    private void Trim()
    {
        var now = _time.GetUtcNow();
        _trimAt = now + TrimEvery;
        _writing.Execute(
            "DELETE FROM alarms WHERE left_at < @oldest; DELETE FROM alarms WHERE id IN (SELECT id FROM alarms WHERE left_at IS NOT NULL ORDER BY left_at DESC LIMIT -1 OFFSET @rows)",
            new { oldest = (now - _options.HistoryAge).ToUnixTimeMilliseconds(), rows = _options.HistoryRows });
    }

    private static Alarm Read(AlarmRow row) => row.Alarm(
        JsonSerializer.Deserialize<AlarmDoor[]>(row.Doors, Json)!, JsonSerializer.Deserialize<AlarmStep[]>(row.Life, Json)!);
}
