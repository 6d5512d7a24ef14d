namespace Dashboard.Domain.TimeSeries;

/// <summary>What all series of a cache share: where their samples lie, how far back they are readable, what comes too late.</summary>
internal sealed class SampleMemory
{
    private long _horizon = long.MinValue;
    private long _completeFrom = long.MinValue;
    private long _bytes;
    private long _fixedBytes;

    public SampleMemory(TimeSpan outOfOrderWindow)
    {
        OutOfOrderWindow = (long)outOfOrderWindow.TotalMilliseconds;
        Blocks = new BlockStore(Epochs);
    }

    public ReadEpochs Epochs { get; } = new();

    public BlockStore Blocks { get; }

    public ChunkStore Chunks { get; } = new();

    /// <summary>What all series take, samples and index, in octets.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>What of that no eviction of samples frees: the index, the series, their chunks.</summary>
    public long FixedBytes => Volatile.Read(ref _fixedBytes);

    /// <summary>Octets taken from the operating system for samples, whether they are in use or not.</summary>
    public long ReservedBytes => Blocks.ReservedBytes + Chunks.ReservedBytes;

    /// <summary>How long before its series' newest sample a sample may still be taken, in milliseconds.</summary>
    public long OutOfOrderWindow { get; }

    /// <summary>Samples before this are past their retention, and no reader sees them, though their block may still be there.</summary>
    public long Horizon
    {
        get => Volatile.Read(ref _horizon);
        set => Volatile.Write(ref _horizon, value);
    }

    /// <summary>From when on nothing was turned away for its age or left early; never falls.</summary>
    public long CompleteFrom => Volatile.Read(ref _completeFrom);

    /// <summary>Notes that samples before a time are not all here.</summary>
    public void RaiseCompleteFrom(long timestamp)
    {
        var known = CompleteFrom;
        while (known < timestamp)
        {
            var found = Interlocked.CompareExchange(ref _completeFrom, timestamp, known);
            if (found == known)
                return;
            known = found;
        }
    }

    /// <summary>Notes that a series grew, or shrank.</summary>
    public void Add(long bytes, bool isFixed)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (isFixed)
            Interlocked.Add(ref _fixedBytes, bytes);
    }
}
