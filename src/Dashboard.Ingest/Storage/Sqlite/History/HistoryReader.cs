namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>A connection that reads, and what it asks for. One caller at a time.</summary>
internal sealed class HistoryReader : IDisposable
{
    private readonly RawConnection _connection;
    private readonly RawStatement _flushes;
    private readonly RawStatement _fresh;
    private readonly RawStatement _page;
    private readonly RawStatement _dirty;

    public HistoryReader(HistoryFile file)
    {
        _connection = file.OpenToRead();
        _flushes = _connection.Prepare("SELECT number FROM flush WHERE first_time <= ?1 AND last_time >= ?2 ORDER BY number");
        _fresh = _connection.Prepare("SELECT data FROM fresh WHERE key = ?1");
        _page = _connection.Prepare("SELECT data FROM page WHERE key = ?1");
        _dirty = _connection.Prepare("SELECT 1 FROM dirty WHERE key = ?1");
    }

    /// <summary>From here to <see cref="End"/> the file stands still for this reader.</summary>
    public void Begin() => _connection.Run("BEGIN");

    public void End() => _connection.Rollback();

    /// <summary>The numbers of flushes with samples within a time, ends included, ascending.</summary>
    public void Flushes(long from, long to, List<long> into)
    {
        into.Clear();
        _flushes.Bind(1, to).Bind(2, from);
        while (_flushes.Step())
            into.Add(_flushes.Number(0));
    }

    /// <summary>Adds what a flush brought to a bucket.</summary>
    public bool Fresh(long number, int bucket, long from, long to, UInt128 wanted, BucketSamples into)
    {
        if (!_fresh.Bind(1, PageKey.Of(number, bucket)).Step())
            return false;
        FreshRow.Read(_fresh.Blob(0), from, to, wanted, into);
        _fresh.Reset();
        return true;
    }

    /// <summary>Whether the roll-ups of a bucket's day are to be made from those of its minutes anew.</summary>
    public bool IsDirty(long day, int bucket)
    {
        var found = _dirty.Bind(1, PageKey.Of(day, bucket)).Step();
        _dirty.Reset();
        return found;
    }

    /// <summary>A page, until <see cref="Close"/>; empty where there is none.</summary>
    public Page Open(int level, long span, int bucket) =>
        _page.Bind(1, PageKey.Of(level, span, bucket)).Step() ? new Page(_page.Blob(0)) : default;

    public void Close() => _page.Reset();

    public void Dispose() => _connection.Dispose();
}
