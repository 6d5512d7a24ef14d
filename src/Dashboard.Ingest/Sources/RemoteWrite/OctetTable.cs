using System.Collections.Concurrent;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.RemoteWrite;

/// <summary>
/// Series by the octets of their labels, so that labels are built once a series and not once a sample. Any number of
/// messages use it at a time. It is thrown away as a whole when a series has left the cache, or when it is full.
/// </summary>
internal sealed class OctetTable(IngestPipeline pipeline, int capacity)
{
    private readonly ConcurrentDictionary<byte[], SeriesRef> _series = new(OctetComparer.Instance); // bound: capacity, soft by concurrent messages
    private int _count;

    /// <summary>Which series the references belong to (<see cref="IngestPipeline.SeriesEpoch"/>).</summary>
    public long Epoch { get; } = pipeline.SeriesEpoch;

    public bool IsFull => Volatile.Read(ref _count) >= capacity;

    public bool TryFind(ReadOnlySpan<byte> key, out SeriesRef series) =>
        _series.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out series);

    public void Add(ReadOnlySpan<byte> key, SeriesRef series)
    {
        if (!IsFull && _series.TryAdd(key.ToArray(), series))
            Interlocked.Increment(ref _count);
    }
}
