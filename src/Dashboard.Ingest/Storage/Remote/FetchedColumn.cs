namespace Dashboard.Ingest.Storage.Remote;

/// <summary>Samples as an answer brings them, put in order once it is complete; of equal timestamps the last one counts.</summary>
internal sealed class FetchedColumn
{
    private long[] _timestamps = new long[16]; // bound: RemoteStoreOptions.MaxQuerySamples, over all series of a query
    private double[] _values = new double[16];
    private int _count;
    private bool _unsorted;

    public ReadOnlySpan<long> Timestamps => _timestamps.AsSpan(0, _count);

    public ReadOnlySpan<double> Values => _values.AsSpan(0, _count);

    public void Add(long timestamp, double value)
    {
        if (_count == _timestamps.Length)
        {
            Array.Resize(ref _timestamps, _count * 2);
            Array.Resize(ref _values, _count * 2);
        }
        _unsorted |= _count > 0 && timestamp <= _timestamps[_count - 1];
        _timestamps[_count] = timestamp;
        _values[_count++] = value;
    }

    /// <summary>Puts the samples in order.</summary>
    public void Complete()
    {
        if (!_unsorted)
            return;
        var order = Enumerable.Range(0, _count).OrderBy(i => _timestamps[i]).ToArray();
        var (timestamps, values, count) = (new long[_count], new double[_count], 0);
        foreach (var i in order)
        {
            if (count > 0 && timestamps[count - 1] == _timestamps[i])
                count--;
            (timestamps[count], values[count]) = (_timestamps[i], _values[i]);
            count++;
        }
        (_timestamps, _values, _count, _unsorted) = (timestamps, values, count, false);
    }

    /// <summary>Which of the samples lie within the time.</summary>
    public Range Within(long from, long to)
    {
        var start = Timestamps.BinarySearch(from);
        var end = Timestamps.BinarySearch(to);
        start = start < 0 ? ~start : start;
        end = end < 0 ? ~end : end + 1;
        return start..Math.Max(start, end);
    }
}
