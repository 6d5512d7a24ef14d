namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// Chunks for the newest samples of all series, in slabs of 256, so that a series costs the garbage collector nothing
/// for them. A slab whose chunks have all come back is let go.
/// </summary>
internal sealed class ChunkStore
{
    public const int ChunksPerSlab = 256;

    private const int None = -1;

    private readonly Lock _gate = new();
    private readonly List<SampleRow[]?> _slabs = []; // bound: series
    private readonly List<Stack<int>> _free = []; // bound: as _slabs
    private readonly List<int> _roomy = []; // bound: as _slabs; slabs with a free chunk, each once
    private int _slabCount;

    /// <summary>Octets of all slabs, used or not.</summary>
    public long ReservedBytes => (long)Volatile.Read(ref _slabCount) * ChunksPerSlab * SampleChunk.Bytes;

    public SampleChunk Rent()
    {
        lock (_gate)
        {
            if (_roomy.Count == 0)
                AddSlab();
            var slab = _roomy[^1];
            var number = _free[slab].Pop();
            if (_free[slab].Count == 0)
                _roomy.RemoveAt(_roomy.Count - 1);
            return new SampleChunk(_slabs[slab]!, number);
        }
    }

    public void Return(SampleChunk chunk)
    {
        lock (_gate)
        {
            var slab = chunk.Number / ChunksPerSlab;
            _free[slab].Push(chunk.Number);
            switch (_free[slab].Count)
            {
                case 1:
                    // Not at the end: the slab that is being handed out stays the one.
                    _roomy.Insert(Math.Max(0, _roomy.Count - 1), slab);
                    break;
                case ChunksPerSlab when _roomy.Count > 1:
                    _slabs[slab] = null;
                    _free[slab].Clear();
                    _roomy.Remove(slab);
                    _slabCount--;
                    break;
            }
        }
    }

    private void AddSlab()
    {
        var slab = _slabs.IndexOf(null);
        if (slab == None)
        {
            slab = _slabs.Count;
            _slabs.Add(null);
            _free.Add(new Stack<int>(ChunksPerSlab));
        }
        _slabs[slab] = new SampleRow[ChunksPerSlab * SampleChunk.Rows];
        for (var chunk = ChunksPerSlab - 1; chunk >= 0; chunk--)
            _free[slab].Push((slab * ChunksPerSlab) + chunk);
        _roomy.Add(slab);
        _slabCount++;
    }
}
