using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>A connection to a file, with the statements that were prepared on it. One caller at a time.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<RawStatement> _statements = []; // bound: statements in the program

    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public RawConnection(string path, bool readOnly)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        try
        {
            _connection.Open();
            Run("PRAGMA busy_timeout = 10000");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>A statement that lives as long as the connection.</summary>
    public RawStatement Prepare(string sql)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_connection.Handle, sql, out var statement), _connection.Handle);
        var prepared = new RawStatement(_connection.Handle!, statement);
        _statements.Add(prepared);
        return prepared;
    }

    /// <summary>Runs statements whose answer is of no interest.</summary>
    public void Run(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(_connection.Handle, sql), _connection.Handle);

    /// <summary>The number that a statement answers; 0 where it answers none.</summary>
    public long Number(string sql)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_connection.Handle, sql, out var statement), _connection.Handle);
        using var once = new RawStatement(_connection.Handle!, statement);
        return once.Step() ? once.Number(0) : 0;
    }

    /// <summary>Ends a transaction without its changes, if one is open.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            raw.sqlite3_exec(_connection.Handle, "ROLLBACK");
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        _connection.Dispose();
    }
}
