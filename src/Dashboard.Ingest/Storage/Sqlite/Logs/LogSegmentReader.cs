using System.IO.Compression;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>A connection that reads a file of lines. One caller at a time.</summary>
internal sealed class LogSegmentReader : IDisposable
{
    private readonly RawConnection _connection;
    private readonly RawStatement _block;
    private readonly RawStatement _find;

    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The file cannot be read.</exception>
    public LogSegmentReader(string path)
    {
        _connection = new RawConnection(path, readOnly: true);
        try
        {
            _block = _connection.Prepare("SELECT data FROM block WHERE id = ?1");
            _find = _connection.Prepare("SELECT rowid FROM term WHERE term MATCH ?1 AND rowid > ?2 ORDER BY rowid");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>The numbers of the blocks after one that an expression of FTS5 finds, ascending.</summary>
    public void Find(ReadOnlySpan<byte> expression, long after, List<long> into)
    {
        into.Clear();
        _find.BindText(1, expression).Bind(2, after);
        while (_find.Step())
            into.Add(_find.Number(0));
    }

    /// <summary>Unpacks a block; false where it is not there, or not what it was.</summary>
    public bool TryRead(long number, Span<byte> into)
    {
        if (!_block.Bind(1, number).Step())
            return false;
        var isWhole = BrotliDecoder.TryDecompress(_block.Blob(0), into, out var length) && length == into.Length;
        _block.Reset();
        return isWhole;
    }

    public void Dispose() => _connection.Dispose();
}
