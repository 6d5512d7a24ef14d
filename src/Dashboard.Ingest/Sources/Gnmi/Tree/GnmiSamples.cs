using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Gnmi.Tree;

/// <summary>Where the samples and events of one device go: into batches for the pipeline.</summary>
internal sealed class GnmiSamples(IngestPipeline pipeline, string source, string instance)
{
    private readonly List<MetricSample> _samples = []; // bound: the messages between two calls of Post
    private readonly List<EventRecord> _events = []; // bound: the same
    private readonly Dictionary<string, int> _refused = new(StringComparer.Ordinal); // bound: reasons, which are few and fixed

    /// <summary>The device's name, label <c>instance</c> of all its series.</summary>
    public string Instance => instance;

    /// <summary>Rises when series references must be resolved anew.</summary>
    public long Epoch => pipeline.SeriesEpoch;

    /// <summary>Samples that wait for <see cref="Post"/>.</summary>
    public int Count => _samples.Count;

    public void Add(SeriesRef series, long timestamp, double value) => _samples.Add(new MetricSample(series, timestamp, value));

    /// <summary>Says that a series has ended.</summary>
    public void End(SeriesRef series, long timestamp)
    {
        if (!series.IsNone)
            Add(series, timestamp, StaleMarker.Value);
    }

    public void Add(EventRecord record) => _events.Add(record);

    /// <summary>Counts an update that becomes no sample.</summary>
    public void Refuse(string reason) => CollectionsMarshal.GetValueRefOrAddDefault(_refused, reason, out _)++;

    /// <summary>A series of the device.</summary>
    public SeriesRef Resolve(List<Label> labels)
    {
        labels.Add(new Label("job", "gnmi"));
        labels.Add(new Label("instance", instance));
        return pipeline.Resolve(source, Labels.From(CollectionsMarshal.AsSpan(labels)));
    }

    /// <summary>Hands what has come to the pipeline.</summary>
    /// <param name="bytes">The octets that it was decoded from.</param>
    /// <param name="cancellationToken">Ends waiting for room.</param>
    public async ValueTask Post(long bytes, CancellationToken cancellationToken)
    {
        foreach (var (reason, count) in _refused)
            pipeline.Refuse(source, count, reason);
        _refused.Clear();
        if (_samples.Count > 0)
            await pipeline.Post(Batch(_samples, bytes), cancellationToken);
        if (_events.Count > 0)
            await pipeline.Post(Batch(_events, 0), cancellationToken);
    }

    private TelemetryBatch<T> Batch<T>(List<T> records, long bytes)
        where T : ITelemetryRecord
    {
        var batch = new TelemetryBatch<T>(source, bytes, records.Count);
        records.CopyTo(batch.Reserve(records.Count));
        batch.Advance(records.Count);
        records.Clear();
        return batch;
    }
}
