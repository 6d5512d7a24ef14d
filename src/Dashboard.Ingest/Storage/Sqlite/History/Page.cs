namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>Reads what <see cref="PageBuilder"/> has put together, series by series.</summary>
internal ref struct Page(ReadOnlySpan<byte> page)
{
    private readonly ReadOnlySpan<byte> _page = page;
    private readonly int _series = page.IsEmpty ? 0 : page[0] + 1;
    private int _at = 1 + (page.IsEmpty ? 0 : (page[0] + 1) * PageBuilder.EntryBytes);
    private int _next;

    /// <summary>Which of the bucket's series this is.</summary>
    public int Series { get; private set; }

    /// <summary>What the page holds of it.</summary>
    public ReadOnlySpan<byte> Octets { get; private set; }

    /// <summary>Goes to the next series; false where there is none.</summary>
    public bool MoveNext()
    {
        if (_next == _series)
            return false;
        var entry = _page[(1 + (_next++ * PageBuilder.EntryBytes))..];
        Series = entry[0];
        Octets = _page.Slice(_at, entry[1] | (entry[2] << 8) | (entry[3] << 16));
        _at += Octets.Length;
        return true;
    }
}
