using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>
/// The rows of a database that were seen: measurement and tags with the first field's name are a row's first piece, each
/// further field's name is another. So labels are built and looked up once a series and not once a line. Thrown away as
/// a whole when a series has left the cache, or when it is full.
/// </summary>
internal sealed class InfluxRows(IngestPipeline pipeline, string source, Label database, int capacity)
{
    /// <summary>The rows by their raw octets.</summary>
    public OctetRows Octets { get; } = new(capacity);

    /// <summary>Which series the references belong to (<see cref="IngestPipeline.SeriesEpoch"/>).</summary>
    public long Epoch { get; } = pipeline.SeriesEpoch;

    /// <summary>Whether as many fields are known as may be.</summary>
    public bool IsFull => Octets.IsFull;

    public int Count => Octets.Count;

    /// <summary>The series of a field; none where the source is at its limit of series.</summary>
    public SeriesRef Resolve(string measurement, List<Label> tags, ReadOnlySpan<byte> field)
    {
        var name = SafeName.Metric($"{measurement}_{InfluxLineDecoder.Unescape(field)}");
        // The database first and the name last: of equal names the last one counts.
        var labels = new Label[tags.Count + 2];
        labels[0] = database;
        CollectionsMarshal.AsSpan(tags).CopyTo(labels.AsSpan(1));
        labels[^1] = new Label(Labels.MetricName, name);
        return pipeline.Resolve(source, Labels.From(labels));
    }
}
