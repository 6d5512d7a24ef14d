namespace Dashboard.Domain.TimeSeries;

/// <summary>Samples in columns, ascending in time: what a reader hands to an evaluator. Meant to be cleared and used again.</summary>
public sealed class SampleColumns
{
    private long[] _timestamps; // bound: the samples of one series in one selected range
    private double[] _values;

    public SampleColumns(int capacity = 256)
    {
        _timestamps = new long[capacity];
        _values = new double[capacity];
    }

    public int Count { get; private set; }

    /// <summary>Samples that there is room for before it grows.</summary>
    internal int Capacity => _timestamps.Length;

    /// <summary>Milliseconds since 1970-01-01 UTC, strictly ascending.</summary>
    public ReadOnlySpan<long> Timestamps => _timestamps.AsSpan(0, Count);

    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    public void Add(long timestamp, double value)
    {
        if (Count == _timestamps.Length)
            EnsureRoom(1);
        _timestamps[Count] = timestamp;
        _values[Count++] = value;
    }

    /// <summary>Room for <paramref name="count"/> more samples, to be filled in place and then taken up by <see cref="Advance"/>.</summary>
    public (Memory<long> Timestamps, Memory<double> Values) Reserve(int count)
    {
        EnsureRoom(count);
        return (_timestamps.AsMemory(Count, count), _values.AsMemory(Count, count));
    }

    /// <summary>Takes up <paramref name="count"/> samples that were written into the reserved room.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _timestamps.Length - Count);
        Count += count;
    }

    /// <summary>Adds two runs of samples, each ascending in time, in the order of time; of equal times those of the second count.</summary>
    public void AddMerged(ReadOnlySpan<long> olderTimes, ReadOnlySpan<double> olderValues, ReadOnlySpan<long> newerTimes, ReadOnlySpan<double> newerValues)
    {
        var at = 0;
        for (var i = 0; i < newerTimes.Length; i++)
        {
            for (; at < olderTimes.Length && olderTimes[at] < newerTimes[i]; at++)
                Add(olderTimes[at], olderValues[at]);
            if (at < olderTimes.Length && olderTimes[at] == newerTimes[i])
                at++;
            Add(newerTimes[i], newerValues[i]);
        }
        for (; at < olderTimes.Length; at++)
            Add(olderTimes[at], olderValues[at]);
    }

    public void Clear() => Count = 0;

    private void EnsureRoom(int count)
    {
        if (Count + count <= _timestamps.Length)
            return;
        var size = Math.Max(_timestamps.Length * 2, Count + count);
        Array.Resize(ref _timestamps, size);
        Array.Resize(ref _values, size);
    }
}
