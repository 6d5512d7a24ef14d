using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>One series in memory: two arrays, ascending in time, grown and trimmed under the series' own lock.</summary>
internal sealed class MemorySeries(long id, string source, Labels labels, long born) : ISeries
{
    private const int BytesPerSample = sizeof(long) + sizeof(double);

    private readonly Lock _gate = new();
    private long[] _timestamps = []; // bound: the cache's retention and bytes
    private double[] _values = [];
    private int _start;
    private int _count;

    public long Id { get; } = id;

    public string Source { get; } = source;

    public Labels Labels { get; } = labels;

    /// <summary>When the series entered the cache, in milliseconds since 1970-01-01 UTC.</summary>
    public long Born { get; } = born;

    public int Count => Volatile.Read(ref _count);

    public bool IsEmpty => Count == 0;

    public long Oldest
    {
        get
        {
            lock (_gate)
                return _count == 0 ? long.MaxValue : _timestamps[_start];
        }
    }

    public long Newest
    {
        get
        {
            lock (_gate)
                return _count == 0 ? long.MinValue : _timestamps[_start + _count - 1];
        }
    }

    /// <summary>Puts the sample in its place; returns by how many bytes the series grew.</summary>
    public long Append(long timestamp, double value)
    {
        lock (_gate)
        {
            var end = _start + _count;
            if (_count > 0 && timestamp <= _timestamps[end - 1])
            {
                var at = Array.BinarySearch(_timestamps, _start, _count, timestamp);
                if (at >= 0)
                {
                    _values[at] = value;
                    return 0;
                }
                return Insert(~at, timestamp, value);
            }
            return Insert(end, timestamp, value);
        }
    }

    public void Read(long from, long to, SampleColumns into)
    {
        lock (_gate)
        {
            var first = FirstAtOrAfter(from);
            var last = to == long.MaxValue ? _start + _count : FirstAtOrAfter(to + 1);
            if (last <= first)
                return;
            var room = into.Reserve(last - first);
            _timestamps.AsSpan(first, last - first).CopyTo(room.Timestamps.Span);
            _values.AsSpan(first, last - first).CopyTo(room.Values.Span);
            into.Advance(last - first);
        }
    }

    /// <summary>Lets go of samples older than <paramref name="horizon"/>; returns by how many bytes the series shrank.</summary>
    public long DropBefore(long horizon, out int dropped)
    {
        lock (_gate)
        {
            dropped = FirstAtOrAfter(horizon) - _start;
            _start += dropped;
            _count -= dropped;
            // Let the arrays shrink when most of them is unused.
            if (_timestamps.Length > 64 && _count < _timestamps.Length / 4)
                Resize(Math.Max(16, _count * 2));
            return (long)dropped * BytesPerSample;
        }
    }

    private long Insert(int at, long timestamp, double value)
    {
        if (_start + _count == _timestamps.Length)
        {
            at -= _start;
            Resize(Math.Max(16, _count + (_count / 2) + 1));
        }
        var after = _start + _count - at;
        if (after > 0)
        {
            Array.Copy(_timestamps, at, _timestamps, at + 1, after);
            Array.Copy(_values, at, _values, at + 1, after);
        }
        _timestamps[at] = timestamp;
        _values[at] = value;
        _count++;
        return BytesPerSample;
    }

    private void Resize(int capacity)
    {
        var timestamps = new long[capacity];
        var values = new double[capacity];
        Array.Copy(_timestamps, _start, timestamps, 0, _count);
        Array.Copy(_values, _start, values, 0, _count);
        (_timestamps, _values, _start) = (timestamps, values, 0);
    }

    private int FirstAtOrAfter(long timestamp)
    {
        var at = Array.BinarySearch(_timestamps, _start, _count, timestamp);
        return at >= 0 ? at : ~at;
    }
}
