namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// Samples of one bucket: added in the order of arrival, then grouped by series and in each put into the order of time,
/// where of equal times the one added last counts. Meant to be cleared and used again.
/// </summary>
internal sealed class BucketSamples
{
    private readonly int[] _starts = new int[PageKey.BucketSeries + 1];
    private readonly int[] _ends = new int[PageKey.BucketSeries];
    private readonly List<Arrived> _disorder = []; // bound: samples of one series of the bucket
    private byte[] _series = []; // bound: samples that a flush, or an hour, brought to one bucket
    private long[] _timestamps = []; // bound: as _series
    private double[] _values = []; // bound: as _series
    private long[] _groupedTimestamps = []; // bound: as _series
    private double[] _groupedValues = []; // bound: as _series

    /// <summary>Samples added.</summary>
    public int Count { get; private set; }

    /// <summary>A sample, in the order of arrival.</summary>
    public (int Series, long Timestamp, double Value) this[int index] => (_series[index], _timestamps[index], _values[index]);

    public void Clear() => Count = 0;

    public void Add(int series, long timestamp, double value)
    {
        if (Count == _series.Length)
            Grow(1);
        _series[Count] = (byte)series;
        _timestamps[Count] = timestamp;
        _values[Count++] = value;
    }

    public void Add(int series, ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
    {
        Grow(timestamps.Length);
        _series.AsSpan(Count, timestamps.Length).Fill((byte)series);
        timestamps.CopyTo(_timestamps.AsSpan(Count));
        values.CopyTo(_values.AsSpan(Count));
        Count += timestamps.Length;
    }

    /// <summary>Adds another's samples that lie within a time, ends included.</summary>
    public void Add(BucketSamples other, long from, long to)
    {
        for (var i = 0; i < other.Count; i++)
        {
            if (other._timestamps[i] >= from && other._timestamps[i] <= to)
                Add(other._series[i], other._timestamps[i], other._values[i]);
        }
    }

    /// <summary>The spans of time that samples lie in, by their numbers, ascending.</summary>
    public SortedSet<long> Spans(long spanMs)
    {
        var spans = new SortedSet<long>();
        var known = long.MinValue;
        foreach (var timestamp in _timestamps.AsSpan(0, Count))
        {
            var span = timestamp / spanMs;
            if (span == known)
                continue;
            spans.Add(span);
            known = span;
        }
        return spans;
    }

    /// <summary>Groups what was added; until the next addition the groups can be read.</summary>
    public void Group()
    {
        if (_groupedTimestamps.Length < Count)
            (_groupedTimestamps, _groupedValues) = (new long[_timestamps.Length], new double[_timestamps.Length]);
        Array.Clear(_starts);
        for (var i = 0; i < Count; i++)
            _starts[_series[i] + 1]++;
        for (var i = 1; i < _starts.Length; i++)
            _starts[i] += _starts[i - 1];
        _starts.AsSpan(0, _ends.Length).CopyTo(_ends);
        for (var i = 0; i < Count; i++)
        {
            var at = _ends[_series[i]]++;
            _groupedTimestamps[at] = _timestamps[i];
            _groupedValues[at] = _values[i];
        }
        for (var series = 0; series < _ends.Length; series++)
            Order(series);
    }

    /// <summary>The timestamps of a group, strictly ascending.</summary>
    public ReadOnlySpan<long> Timestamps(int series) => _groupedTimestamps.AsSpan(_starts[series].._ends[series]);

    /// <summary>The values that go with them.</summary>
    public ReadOnlySpan<double> Values(int series) => _groupedValues.AsSpan(_starts[series].._ends[series]);

    private void Order(int series)
    {
        var (start, end) = (_starts[series], _ends[series]);
        for (var i = start + 1; i < end; i++)
        {
            if (_groupedTimestamps[i] <= _groupedTimestamps[i - 1])
            {
                Sort(series);
                return;
            }
        }
    }

    private void Sort(int series)
    {
        var start = _starts[series];
        _disorder.Clear();
        for (var i = start; i < _ends[series]; i++)
            _disorder.Add(new Arrived(_groupedTimestamps[i], i, _groupedValues[i]));
        _disorder.Sort(static (a, b) => a.Timestamp != b.Timestamp ? a.Timestamp.CompareTo(b.Timestamp) : a.Order.CompareTo(b.Order));
        var at = start - 1;
        foreach (var sample in _disorder)
        {
            if (at < start || _groupedTimestamps[at] != sample.Timestamp)
                at++;
            _groupedTimestamps[at] = sample.Timestamp;
            _groupedValues[at] = sample.Value;
        }
        _ends[series] = at + 1;
    }

    private void Grow(int more)
    {
        if (Count + more <= _series.Length)
            return;
        var size = Math.Max(Count + more, Math.Max(256, _series.Length * 2));
        Array.Resize(ref _series, size);
        Array.Resize(ref _timestamps, size);
        Array.Resize(ref _values, size);
    }

    private readonly record struct Arrived(long Timestamp, int Order, double Value);
}
