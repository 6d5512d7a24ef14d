using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>The history's file: what is in it, who may open it, and what to say when it cannot be used.</summary>
/// <remarks>
/// <para>A write goes to the log beside the file before it counts as done. A killed process loses none of those, since
/// the operating system holds the log by then; that the log is also forced to the disk (<c>synchronous = FULL</c>) is for
/// the loss of power, and costs a flush every ten seconds nothing that could be noticed.</para>
/// <para>Rows of <c>page</c> and <c>fresh</c> have keys that begin with a time, so that new ones come at the end of a
/// run, and those that go, go side by side.</para>
/// </remarks>
internal sealed class HistoryFile(string path)
{
    private const int Version = 1;

    private const string Schema = """
        CREATE TABLE series (id INTEGER PRIMARY KEY, source TEXT NOT NULL, labels BLOB NOT NULL, last INTEGER NOT NULL);
        CREATE TABLE fresh (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
        CREATE TABLE flush (number INTEGER PRIMARY KEY, first_time INTEGER NOT NULL, last_time INTEGER NOT NULL);
        CREATE TABLE page (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
        CREATE TABLE dirty (key INTEGER PRIMARY KEY);
        CREATE TABLE floor (level INTEGER PRIMARY KEY, time INTEGER NOT NULL);
        """;

    /// <summary>Where it lies.</summary>
    public string FullPath => path;

    /// <summary>The one connection that writes. Makes the file where it is missing.</summary>
    /// <exception cref="IOException">The file cannot be used; the message says why and what to do.</exception>
    public RawConnection OpenToWrite()
    {
        RawConnection? connection = null;
        try
        {
            PrivateFile.Ensure(path);
            connection = new RawConnection(path, readOnly: false);
            var version = connection.Number("PRAGMA user_version");
            if (version > Version)
                throw new IOException($"The history '{path}' has schema version {version} and this program knows {Version}: it was written by a newer version. Start that version, or move the file away to begin a new history.");
            if (version == 0)
                connection.Run("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
            connection.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -8192");
            if (version == 0)
                connection.Run($"BEGIN IMMEDIATE; {Schema} PRAGMA user_version = 1; COMMIT");
            return connection;
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException or IOException)
        {
            connection?.Dispose();
            throw e is IOException ? e : Fault(e);
        }
    }

    /// <summary>A connection that only reads.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public RawConnection OpenToRead()
    {
        try
        {
            return new RawConnection(path, readOnly: true);
        }
        catch (SqliteException e)
        {
            throw Fault(e);
        }
    }

    /// <summary>What is wrong, as a sentence with what to do.</summary>
    public IOException Fault(Exception e)
    {
        const int corrupt = 11;
        const int full = 13;
        const int noDatabase = 26;
        var advice = (e as SqliteException)?.SqliteErrorCode switch
        {
            corrupt or noDatabase => $"It is damaged, or no history at all: move it away, with '{path}-wal' and '{path}-shm' if they are there, and start again with a new one, or put back a copy.",
            full => "The disk is full: make room on it, or set Noc:SqliteHistory:MaxBytes lower.",
            _ => "Check that it is a file that this program may write to and that no other program holds.",
        };
        return new IOException($"The history '{path}' cannot be used ({e.Message}) {advice}", e);
    }
}
