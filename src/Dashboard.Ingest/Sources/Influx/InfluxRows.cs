using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>
/// The rows that were seen, by their raw octets, so that labels are built and looked up once a series and not once a
/// line. Found without a lock by any number of bodies at a time; learnt one at a time. It is thrown away as a whole
/// when a series has left the cache, or when it is full.
/// </summary>
internal sealed class InfluxRows(IngestPipeline pipeline, string source, Label database, int capacity)
{
    private readonly ConcurrentDictionary<byte[], InfluxRow> _rows = new(OctetComparer.Instance); // bound: capacity
    private readonly Lock _learning = new();
    private int _fields;

    /// <summary>Which series the references belong to (<see cref="IngestPipeline.SeriesEpoch"/>).</summary>
    public long Epoch { get; } = pipeline.SeriesEpoch;

    /// <summary>Whether as many fields are known as may be.</summary>
    public bool IsFull => Volatile.Read(ref _fields) >= capacity;

    public int Count => _rows.Count;

    public bool TryFind(ReadOnlySpan<byte> key, [NotNullWhen(true)] out InfluxRow? row) =>
        _rows.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out row);

    /// <summary>The series of a field that is not known yet; none where the source is at its limit of series. That one is not kept.</summary>
    public SeriesRef Learn(ReadOnlySpan<byte> key, string measurement, List<Label> tags, ReadOnlySpan<byte> field)
    {
        var name = $"{measurement}_{InfluxLineDecoder.Unescape(field)}";
        // The database first and the name last: of equal names the last one counts.
        var series = pipeline.Resolve(source, Labels.From([database, .. tags, new Label(Labels.MetricName, SafeName.Metric(name))]));
        if (series.IsNone)
            return series;
        lock (_learning)
        {
            if (!TryFind(key, out var row))
            {
                row = new InfluxRow(key.ToArray());
                _rows[row.Key] = row;
            }
            if (!row.TryFind(field, 0, out _) && _fields < capacity)
            {
                row.Add(field.ToArray(), series);
                _fields++;
            }
        }
        return series;
    }
}
