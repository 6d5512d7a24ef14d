using System.Buffers;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>Where the values of one device go: the batch of the poll under way, and the series of the pipeline.</summary>
internal sealed class SampleSink(IngestPipeline pipeline, string source, string instance)
{
    private MetricSample[] _samples = []; // bound: series of a poll, and those that ended
    private int _count;
    private int _size = 64;

    /// <summary>The device's name, label <c>instance</c> of all its series.</summary>
    public string Instance => instance;

    /// <summary>The time that all samples of the poll get, in milliseconds since 1970-01-01 UTC.</summary>
    public long Timestamp { get; private set; }

    /// <summary>Rises when series references must be resolved anew.</summary>
    public long Epoch => pipeline.SeriesEpoch;

    public void Begin(long timestamp) => Timestamp = timestamp;

    public void Add(SeriesRef series, double value)
    {
        if (_count == _samples.Length)
            Grow();
        _samples[_count++] = new MetricSample(series, Timestamp, value);
    }

    /// <summary>Says that a series has ended.</summary>
    public void End(SeriesRef series)
    {
        if (!series.IsNone)
            Add(series, StaleMarker.Value);
    }

    /// <summary>A series of the device.</summary>
    public SeriesRef Resolve(string metric, params ReadOnlySpan<Label> labels) =>
        pipeline.Resolve(source, Labels.From([.. labels, new Label(Labels.MetricName, metric), new Label("job", "snmp"), new Label("instance", instance)]));

    /// <summary>Hands out what was added since the last time; null where nothing was.</summary>
    /// <param name="bytes">The octets that it was decoded from.</param>
    public TelemetryBatch<MetricSample>? Take(long bytes)
    {
        if (_count == 0)
            return null;
        var batch = new TelemetryBatch<MetricSample>(source, bytes, _count);
        _samples.AsSpan(0, _count).CopyTo(batch.Reserve(_count));
        batch.Advance(_count);
        // Rented for the time of a poll only: most devices are between two polls most of the time.
        ArrayPool<MetricSample>.Shared.Return(_samples);
        (_size, _samples, _count) = (_count, [], 0);
        return batch;
    }

    private void Grow()
    {
        var larger = ArrayPool<MetricSample>.Shared.Rent(Math.Max(_size, _count * 2));
        _samples.AsSpan(0, _count).CopyTo(larger);
        if (_samples.Length > 0)
            ArrayPool<MetricSample>.Shared.Return(_samples);
        _samples = larger;
    }
}
