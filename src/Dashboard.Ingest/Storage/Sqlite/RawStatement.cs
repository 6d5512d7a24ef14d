using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>
/// A prepared statement that hands blobs in and out as spans: the history moves megabytes of them, and a copy into an array
/// of its own for each would be most of the garbage of the program.
/// </summary>
internal sealed class RawStatement(sqlite3 database, sqlite3_stmt statement) : IDisposable
{
    public RawStatement Bind(int parameter, long number)
    {
        Check(raw.sqlite3_bind_int64(statement, parameter, number));
        return this;
    }

    public RawStatement Bind(int parameter, string text)
    {
        Check(raw.sqlite3_bind_text(statement, parameter, text));
        return this;
    }

    /// <summary>Binds octets, which SQLite copies; there must be at least one.</summary>
    public RawStatement Bind(int parameter, ReadOnlySpan<byte> octets)
    {
        Check(raw.sqlite3_bind_blob(statement, parameter, octets));
        return this;
    }

    /// <summary>Binds a text in UTF-8.</summary>
    public RawStatement BindText(int parameter, ReadOnlySpan<byte> text)
    {
        Check(raw.sqlite3_bind_text(statement, parameter, text));
        return this;
    }

    /// <summary>Goes to the next row; false, and ready to be bound anew, where there is none.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW)
            return true;
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
            Check(result);
        return false;
    }

    /// <summary>Runs to the end.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Ends before the last row.</summary>
    public void Reset() => raw.sqlite3_reset(statement);

    public long Number(int column) => raw.sqlite3_column_int64(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>The octets of a column, until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    public void Dispose() => statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, database);
}
