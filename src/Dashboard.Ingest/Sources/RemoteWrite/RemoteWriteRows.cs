using System.Collections.Concurrent;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.RemoteWrite;

/// <summary>
/// The series that were written, by the octets of their labels, apart for the two versions, which write them differently.
/// Thrown away as a whole when a series has left the cache, or when it is full.
/// </summary>
internal sealed class RemoteWriteRows(IngestPipeline pipeline, int capacity)
{
    private readonly ConcurrentDictionary<SeriesRef, long> _begins = new(); // bound: capacity, soft by concurrent messages

    /// <summary>Series of version 1, by their labels as they come.</summary>
    public OctetRows First { get; } = new(capacity);

    /// <summary>Series of version 2, by the texts of their labels, each after its length.</summary>
    public OctetRows Second { get; } = new(capacity);

    /// <summary>Which series the references belong to (<see cref="IngestPipeline.SeriesEpoch"/>).</summary>
    public long Epoch { get; } = pipeline.SeriesEpoch;

    public bool IsFull => First.IsFull || Second.IsFull || _begins.Count >= capacity;

    /// <summary>Notes when a counter began; whether that was not known yet.</summary>
    public bool Begins(SeriesRef series, long created)
    {
        if (_begins.TryGetValue(series, out var known) && known == created)
            return false;
        _begins[series] = created;
        return true;
    }
}
