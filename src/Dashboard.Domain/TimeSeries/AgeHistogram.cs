namespace Dashboard.Domain.TimeSeries;

/// <summary>How many octets of blocks end when: finds, in constant memory, the horizon that frees enough.</summary>
internal sealed class AgeHistogram(long oldest, long newest)
{
    private readonly long[] _bytes = new long[256]; // bound: fixed
    private readonly long _width = ((newest - oldest) / 256) + 1;

    /// <summary>Counts a block by its last sample.</summary>
    public void Add(long last, int bytes) => _bytes[(int)Math.Clamp((last - oldest) / _width, 0, _bytes.Length - 1)] += bytes;

    /// <summary>The earliest horizon before which so many octets lie; past all blocks where there are fewer.</summary>
    public long HorizonFreeing(long bytes)
    {
        var bucket = 0;
        for (long freed = 0; bucket < _bytes.Length && freed < bytes; bucket++)
            freed += _bytes[bucket];
        return oldest + (bucket * _width);
    }
}
