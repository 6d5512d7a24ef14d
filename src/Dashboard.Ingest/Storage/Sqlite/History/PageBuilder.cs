namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// Puts a page together: how many series it has (less one), of each its place in the bucket and the octets it takes, and
/// then those octets, series by series. Meant to be used again and again.
/// </summary>
internal sealed class PageBuilder
{
    /// <summary>Octets of a series in the directory: its place and a length in three.</summary>
    public const int EntryBytes = 4;

    private const int Room = 1 + (PageKey.BucketSeries * EntryBytes);

    private readonly byte[] _directory = new byte[Room];
    private byte[] _page = new byte[64 << 10]; // bound: what 128 series have in an hour, or a day's roll-ups of them
    private int _end = Room;
    private int _series;
    private int _start;

    /// <summary>Whether no series has been added.</summary>
    public bool IsEmpty => _series == 0;

    public void Clear() => (_end, _series) = (Room, 0);

    /// <summary>Begins the next series, which comes after all that are there.</summary>
    public void Begin() => _start = _end;

    /// <summary>Room to write to at the end of the series; what is used of it is taken up by <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_end + bytes > _page.Length)
            Array.Resize(ref _page, Math.Max(_page.Length * 2, _end + bytes));
        return _page.AsSpan(_end);
    }

    public void Advance(int bytes) => _end += bytes;

    /// <summary>Ends the series.</summary>
    public void End(int series)
    {
        var length = _end - _start;
        var entry = _directory.AsSpan(1 + (_series++ * EntryBytes));
        entry[0] = (byte)series;
        entry[1] = (byte)length;
        entry[2] = (byte)(length >> 8);
        entry[3] = (byte)(length >> 16);
    }

    /// <summary>The page, until the next change.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        var bytes = 1 + (_series * EntryBytes);
        _directory[0] = (byte)(_series - 1);
        _directory.AsSpan(0, bytes).CopyTo(_page.AsSpan(Room - bytes));
        return _page.AsSpan((Room - bytes).._end);
    }
}
