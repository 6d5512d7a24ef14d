namespace Dashboard.Domain.TimeSeries;

/// <summary>Where a sealed block lies and which time it covers, both ends inclusive.</summary>
/// <param name="First">Its first timestamp.</param>
/// <param name="Last">Its last timestamp.</param>
/// <param name="Place">Its cell in the block store, and below that, in 16 bits, the number of its samples.</param>
internal readonly record struct BlockEntry(long First, long Last, long Place)
{
    public BlockEntry(long first, long last, long cell, int samples)
        : this(first, last, (cell << 16) | (long)samples)
    {
    }

    public long Cell => Place >> 16;

    public int Samples => (int)(Place & 0xffff);
}

/// <summary>A series' sealed blocks, ascending in time and nowhere overlapping. Changed by the series' writer only.</summary>
internal struct BlockList
{
    private BlockEntry[]? _entries; // bound: the series' samples within the retention, 512 a block
    private int _count;

    public readonly int Count => _count;

    public readonly ref readonly BlockEntry this[int index] => ref _entries![index];

    public readonly ReadOnlySpan<BlockEntry> Entries => _entries.AsSpan(0, Math.Min(_count, _entries?.Length ?? 0));

    /// <summary>The first block that ends at <paramref name="timestamp"/> or later; the count where none does.</summary>
    public readonly int FirstEndingFrom(long timestamp)
    {
        var entries = Entries;
        var (low, high) = (0, entries.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (entries[middle].Last < timestamp)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    public readonly void Replace(int index, in BlockEntry entry) => _entries![index] = entry;

    public void Insert(int index, in BlockEntry entry)
    {
        if (_entries is null || _count == _entries.Length)
            Array.Resize(ref _entries, _entries is null ? 2 : _count < 8 ? _count * 2 : _count + (_count / 4));
        Array.Copy(_entries, index, _entries, index + 1, _count - index);
        _entries[index] = entry;
        _count++;
    }

    public void RemoveFirst(int count)
    {
        _count -= count;
        if (_count > 0)
            Array.Copy(_entries!, count, _entries!, 0, _count);
    }

    public void Clear() => (_entries, _count) = (null, 0);
}
