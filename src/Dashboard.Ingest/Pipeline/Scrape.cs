using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Pipeline;

/// <summary>
/// One reading after another of something that shows all its series each time. A series that was in the reading before
/// and is not in this one has ended: it gets a <see cref="StaleMarker"/>, once, and is forgotten. Used by one thread at
/// a time; allocates nothing for a series that it knows.
/// </summary>
/// <typeparam name="TKey">What the source knows a series by before it has labels; a value that compares cheaply.</typeparam>
public sealed class Scrape<TKey>(IngestPipeline pipeline, string source, Func<TKey, Labels> labels)
    where TKey : notnull
{
    private readonly SeriesTable<TKey> _series = new(pipeline, source, labels);
    private readonly Dictionary<TKey, long> _lastSeen = []; // bound: series of one reading
    private readonly List<MetricSample> _samples = []; // bound: series of two readings
    private readonly List<TKey> _ended = []; // bound: series of one reading
    private long _reading;

    /// <summary>The time of the reading under way, in milliseconds since 1970-01-01 UTC.</summary>
    public long Timestamp { get; private set; }

    /// <summary>Starts a reading.</summary>
    /// <param name="timestamp">The time that all its samples get, in milliseconds since 1970-01-01 UTC.</param>
    public void Begin(long timestamp)
    {
        _samples.Clear();
        _reading++;
        Timestamp = timestamp;
    }

    /// <summary>Adds the value of a series. The first value of a series counts, should it come twice in one reading.</summary>
    public void Add(TKey key, double value)
    {
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastSeen, key, out _);
        if (seen == _reading)
            return;
        seen = _reading;
        _samples.Add(new MetricSample(_series[key], Timestamp, value));
    }

    /// <summary>Adds a value with a time of its own. There may be several of a series, and its end is not marked.</summary>
    /// <param name="key">The series.</param>
    /// <param name="value">The value.</param>
    /// <param name="timestamp">Milliseconds since 1970-01-01 UTC.</param>
    public void Add(TKey key, double value, long timestamp) => _samples.Add(new MetricSample(_series[key], timestamp, value));

    /// <summary>Ends the reading and hands out its samples, those that mark the end of a series among them.</summary>
    /// <param name="bytes">The octets that the reading was decoded from.</param>
    public TelemetryBatch<MetricSample> End(long bytes)
    {
        MarkEnds();
        var batch = new TelemetryBatch<MetricSample>(source, bytes, Math.Max(1, _samples.Count));
        Fill(batch);
        return batch;
    }

    /// <summary>Ends the reading and adds its samples to a batch, those that mark the end of a series among them.</summary>
    public void End(TelemetryBatch<MetricSample> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        MarkEnds();
        Fill(into);
    }

    private void MarkEnds()
    {
        foreach (var (key, seen) in _lastSeen)
        {
            if (seen != _reading)
                _ended.Add(key);
        }
        foreach (var key in _ended)
        {
            _samples.Add(new MetricSample(_series[key], Timestamp, StaleMarker.Value));
            _lastSeen.Remove(key);
            _series.Forget(key);
        }
        _ended.Clear();
    }

    private void Fill(TelemetryBatch<MetricSample> into)
    {
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(_samples))
            into.Add(sample);
    }
}
