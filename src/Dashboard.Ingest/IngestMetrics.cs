using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Dashboard.Ingest;

/// <summary>The instruments of the way in, meter <c>Dashboard.Ingest</c>. Counters get their <c>_total</c> where they are exposed.</summary>
public sealed class IngestMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Dashboard.Ingest";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _records;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _errors;
    private readonly Histogram<double> _duration;
    private readonly ConcurrentDictionary<string, (Func<long> Depth, long Capacity)> _queues = new(StringComparer.Ordinal); // bound: queues of the program

    public IngestMetrics()
    {
        _records = _meter.CreateCounter<long>("network_telemetry_records", description: "Telemetry records stored, by source.");
        _dropped = _meter.CreateCounter<long>("network_telemetry_dropped_records", description: "Telemetry records that were not stored, by source and reason.");
        _errors = _meter.CreateCounter<long>("network_telemetry_errors", description: "Failures of a source to read or decode, by source.");
        _duration = _meter.CreateHistogram("network_telemetry_processing_duration_seconds", "s", "From decoded to stored, by source.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5] });
        _meter.CreateObservableGauge("network_telemetry_queue_depth", () => _queues.Select(q => new Measurement<long>(q.Value.Depth(), new KeyValuePair<string, object?>("queue", q.Key))), description: "Batches waiting, by queue.");
        _meter.CreateObservableGauge("network_telemetry_queue_capacity", () => _queues.Select(q => new Measurement<long>(q.Value.Capacity, new KeyValuePair<string, object?>("queue", q.Key))), description: "Batches that may wait, by queue.");
    }

    /// <summary>Shows a queue's depth and capacity from now on.</summary>
    public void ObserveQueue(string queue, Func<long> depth, long capacity) => _queues[queue] = (depth, capacity);

    /// <summary>Shows a value that is read when it is asked for.</summary>
    public void Observe(string name, string description, Func<double> value) =>
        _meter.CreateObservableGauge(name, value, description: description);

    /// <summary>Shows a value for each of several things, told apart by one tag.</summary>
    public void ObserveEach(string name, string description, string tag, Func<IEnumerable<(string Tag, double Value)>> values) =>
        _meter.CreateObservableGauge(name, () => values().Select(v => new Measurement<double>(v.Value, new KeyValuePair<string, object?>(tag, v.Tag))), description: description);

    /// <summary>Shows a total that only rises and is read when it is asked for.</summary>
    public void ObserveTotal(string name, string description, Func<long> total) =>
        _meter.CreateObservableCounter(name, total, description: description);

    /// <summary>Shows totals that only rise, told apart by two tags.</summary>
    public void ObserveTotals(string name, string description, (string One, string Other) tags, Func<IEnumerable<(string One, string Other, long Total)>> totals) =>
        _meter.CreateObservableCounter(name, () => totals().Select(t => new Measurement<long>(t.Total, new KeyValuePair<string, object?>(tags.One, t.One), new(tags.Other, t.Other))), description: description);

    /// <summary>A total that is counted as it rises, with tags.</summary>
    public Counter<long> CreateCounter(string name, string description) => _meter.CreateCounter<long>(name, description: description);

    internal void Stored(string source, int records, TimeSpan elapsed)
    {
        var tag = new KeyValuePair<string, object?>("source", source);
        _records.Add(records, tag);
        _duration.Record(elapsed.TotalSeconds, tag);
    }

    internal void Dropped(string source, int records, string reason) =>
        _dropped.Add(records, new("source", source), new("reason", reason));

    internal void Failed(string source) => _errors.Add(1, new KeyValuePair<string, object?>("source", source));

    public void Dispose() => _meter.Dispose();
}
