using System.Collections.Concurrent;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>Series by the octets that a sender names them with, so that labels are built once a series and not once a sample. Thrown away as a whole when a series has left the cache, or when it is full. Safe from any thread.</summary>
internal sealed class OctetSeries(IngestPipeline pipeline, string source, int capacity)
{
    private volatile Known _known = new(pipeline.SeriesEpoch);

    /// <summary>The series of a key, where it is known.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out SeriesRef series)
    {
        var known = _known;
        if (known.Epoch != pipeline.SeriesEpoch)
            _known = known = new(pipeline.SeriesEpoch);
        return known.Lookup.TryGetValue(key, out series);
    }

    /// <summary>Resolves the series of a key and remembers it; none where the source is at its limit of series.</summary>
    public SeriesRef Learn(ReadOnlySpan<byte> key, Labels labels)
    {
        var series = pipeline.Resolve(source, labels);
        var known = _known;
        if (known.Series.Count >= capacity)
            _known = known = new(pipeline.SeriesEpoch);
        if (!series.IsNone)
            known.Series[key.ToArray()] = series;
        return series;
    }

    /// <summary>Resolves a series without remembering it.</summary>
    public SeriesRef Resolve(Labels labels) => pipeline.Resolve(source, labels);

    private sealed class Known
    {
        public Known(long epoch)
        {
            Epoch = epoch;
            Lookup = Series.GetAlternateLookup<ReadOnlySpan<byte>>();
        }

        public long Epoch { get; }

        public ConcurrentDictionary<byte[], SeriesRef> Series { get; } = new(OctetComparer.Instance); // bound: capacity, soft by concurrent callers

        public ConcurrentDictionary<byte[], SeriesRef>.AlternateLookup<ReadOnlySpan<byte>> Lookup { get; }
    }
}
