using Dapper;
using Dashboard.Domain.Lineage;
using Dashboard.Ingest.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>Which PM files were read, by what they hold, so that none is stored twice, which of them failed, and which were announced and are to be fetched. Kept over restarts in a file of its own.</summary>
internal sealed class PmFileRegister(StateDatabase database, PmFileOptions options)
{
    private const string Columns = "hash AS Hash, name AS Name, bytes AS Bytes, read_at AS ReadAt, result AS Result, reason AS Reason, value_count AS ValueCount, kept AS Kept, sender AS Sender, from_time AS FromTime, to_time AS ToTime";

    /// <summary>The tables, in the order of their versions.</summary>
    public static IReadOnlyList<StateMigration> Schema { get; } =
    [
        new(1, """
            CREATE TABLE pm_file (
                hash TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                bytes INTEGER NOT NULL,
                read_at INTEGER NOT NULL,
                result TEXT NOT NULL,
                reason TEXT NOT NULL,
                value_count INTEGER NOT NULL,
                kept TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX pm_file_read_at ON pm_file (read_at);
            CREATE INDEX pm_file_failed ON pm_file (read_at) WHERE kept <> '';
            """),
        new(2, """
            ALTER TABLE pm_file ADD COLUMN sender TEXT NOT NULL DEFAULT '';
            ALTER TABLE pm_file ADD COLUMN from_time INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE pm_file ADD COLUMN to_time INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE pm_file ADD COLUMN instances BLOB NOT NULL DEFAULT x'';
            CREATE INDEX pm_file_to_time ON pm_file (to_time);
            CREATE TABLE pm_announced (
                location TEXT PRIMARY KEY,
                name TEXT NOT NULL
            ) STRICT;
            """),
    ];

    /// <summary>How many files are known, as a sentence.</summary>
    public string Kept => $"Of PM files the last {options.KnownFiles:N0} are known ({PmFileOptions.Section}:{nameof(PmFileOptions.KnownFiles)}), over restarts.";

    /// <summary>Whether a file of these contents was read and need not be again.</summary>
    public bool Knows(string hash) => Find(hash) is { Result: not PmFileEntry.Failed };

    public PmFileEntry? Find(string hash)
    {
        using var connection = database.Connect();
        return connection.QuerySingleOrDefault<PmFileEntry>($"SELECT {Columns} FROM pm_file WHERE hash = @hash", new { hash });
    }

    /// <summary>The files that were read last, failed ones that are kept first.</summary>
    public IReadOnlyList<PmFileEntry> Latest(int most)
    {
        using var connection = database.Connect();
        return [.. connection.Query<PmFileEntry>($"SELECT {Columns} FROM pm_file ORDER BY kept <> '' DESC, read_at DESC LIMIT @most", new { most })];
    }

    /// <summary>Keeps a file, in place of what was known of one with these contents. Returns where files are kept that are to be deleted, since there are too many.</summary>
    public IReadOnlyList<string> Keep(PmFileEntry entry)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            "INSERT INTO pm_file (hash, name, bytes, read_at, result, reason, value_count, kept, sender, from_time, to_time, instances) VALUES (@Hash, @Name, @Bytes, @ReadAt, @Result, @Reason, @ValueCount, @Kept, @Sender, @FromTime, @ToTime, @Instances) "
            + "ON CONFLICT DO UPDATE SET name = excluded.name, bytes = excluded.bytes, read_at = excluded.read_at, result = excluded.result, reason = excluded.reason, value_count = excluded.value_count, kept = excluded.kept, "
            + "sender = excluded.sender, from_time = excluded.from_time, to_time = excluded.to_time, instances = excluded.instances",
            new { entry.Hash, entry.Name, entry.Bytes, entry.ReadAt, entry.Result, entry.Reason, entry.ValueCount, entry.Kept, entry.Sender, entry.FromTime, entry.ToTime, entry.Instances }, transaction);
        IReadOnlyList<string> left =
        [
            .. connection.Query<string>("SELECT kept FROM pm_file WHERE kept <> '' ORDER BY read_at DESC LIMIT -1 OFFSET @KeepFailed", options, transaction),
        ];
        connection.Execute("UPDATE pm_file SET kept = '' WHERE kept IN @left", new { left }, transaction);
        connection.Execute("DELETE FROM pm_file WHERE hash IN (SELECT hash FROM pm_file WHERE kept = '' ORDER BY read_at DESC LIMIT -1 OFFSET @KnownFiles)", options, transaction);
        transaction.Commit();
        return left;
    }

    /// <summary>The files that had values of an instance and a time, the latest first.</summary>
    public IReadOnlyList<Delivery> Find(string instance, long time, int most)
    {
        using var connection = database.Connect();
        return
        [
            .. connection.Query<(string Hash, string Name, string Sender, long ReadAt, long From, long To, byte[] Instances)>(
                    "SELECT hash, name, sender, read_at, from_time, to_time, instances FROM pm_file WHERE from_time <= @time AND to_time >= @time AND to_time > 0 ORDER BY read_at DESC", new { time }, buffered: false)
                .Where(f => InstanceSet.MayHold(f.Instances, instance))
                .Take(most)
                .Select(static f => new Delivery { Kind = "file", Name = f.Name, Reference = f.Hash, Sender = f.Sender, ArrivedAt = f.ReadAt, From = f.From, To = f.To }),
        ];
    }

    /// <summary>The files that were announced and not fetched yet, in the order they were announced.</summary>
    public IReadOnlyList<(Uri Location, string Name)> Announced()
    {
        using var connection = database.Connect();
        return [.. connection.Query<(string Location, string Name)>("SELECT location, name FROM pm_announced ORDER BY rowid").Select(static a => (new Uri(a.Location), a.Name))];
    }

    /// <summary>Notes that a file was announced; false where it is noted already.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="most">Files that may be noted.</param>
    /// <param name="problem">Why it cannot be noted, as a sentence; null where it can.</param>
    public bool TryAnnounce(Uri location, string name, int most, out string? problem)
    {
        try
        {
            using var connection = database.Connect();
            var waiting = connection.QuerySingle<long>("SELECT COUNT(*) FROM pm_announced");
            problem = waiting >= most ? $"{most} announced files wait to be fetched already." : null;
            return problem is null && connection.Execute("INSERT INTO pm_announced (location, name) VALUES (@location, @name) ON CONFLICT DO NOTHING", new { location = location.AbsoluteUri, name }) > 0;
        }
        catch (SqliteException e)
        {
            problem = $"It cannot be noted that it is to be fetched: {e.Message}";
            return false;
        }
    }

    /// <summary>Notes that an announced file was fetched or is given up.</summary>
    public void Fetched(Uri location)
    {
        using var connection = database.Connect();
        connection.Execute("DELETE FROM pm_announced WHERE location = @location", new { location = location.AbsoluteUri });
    }

    /// <summary>Forgets a file, so that it is read again when it comes.</summary>
    public void Forget(string hash)
    {
        using var connection = database.Connect();
        connection.Execute("DELETE FROM pm_file WHERE hash = @hash", new { hash });
    }
}
