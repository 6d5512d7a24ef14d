using System.Buffers;

namespace Dashboard.Domain.Telemetry;

/// <summary>What one source delivered at one time: records of a single kind on their way to their store.</summary>
public abstract class TelemetryBatch(string source, long bytes) : IDisposable
{
    /// <summary>The id of the source that delivered it.</summary>
    public string Source { get; } = source;

    /// <summary>The octets it was decoded from, as they came from the wire, file or kernel.</summary>
    public long Bytes { get; } = bytes;

    public abstract TelemetryKind Kind { get; }

    public abstract int Count { get; }

    /// <summary>Lets go of records from before 1970 or after <paramref name="latest"/> (milliseconds since then); returns how many.</summary>
    public abstract int RemoveOutside(long latest);

    /// <summary>Gives the batch's buffer back; the batch must not be read afterwards.</summary>
    public abstract void Dispose();
}

/// <summary>A batch of records of type <typeparamref name="T"/> in a rented array: filling one allocates nothing per record.</summary>
public sealed class TelemetryBatch<T>(string source, long bytes = 0, int capacity = 256) : TelemetryBatch(source, bytes)
    where T : ITelemetryRecord
{
    private T[] _records = ArrayPool<T>.Shared.Rent(capacity); // bound: what one delivery of a source holds
    private int _count;

    public override TelemetryKind Kind => T.Kind;

    public override int Count => _count;

    public ReadOnlySpan<T> Records => _records.AsSpan(0, _count);

    public void Add(in T record)
    {
        if (_count == _records.Length)
            Grow(1);
        _records[_count++] = record;
    }

    /// <summary>Room for further records, to be filled in place and then taken up by <see cref="Advance"/>.</summary>
    public Span<T> Reserve(int count)
    {
        if (_records.Length - _count < count)
            Grow(count);
        return _records.AsSpan(_count, count);
    }

    /// <summary>Takes up records that were written into the reserved room.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _records.Length - _count);
        _count += count;
    }

    public override int RemoveOutside(long latest)
    {
        var kept = 0;
        while (kept < _count && _records[kept].Timestamp is var known && known > 0 && known <= latest)
            kept++;
        for (var i = kept; i < _count; i++)
        {
            if (_records[i].Timestamp is var timestamp && timestamp > 0 && timestamp <= latest)
                _records[kept++] = _records[i];
        }
        var removed = _count - kept;
        _count = kept;
        return removed;
    }

    public override void Dispose()
    {
        var records = _records;
        _records = [];
        _count = 0;
        if (records.Length > 0)
            Return(records);
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(_count * 2, _count + count));
        _records.AsSpan(0, _count).CopyTo(larger);
        Return(_records);
        _records = larger;
    }

    private static void Return(T[] records) =>
        ArrayPool<T>.Shared.Return(records, System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<T>());
}
