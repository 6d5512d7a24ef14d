using System.Threading.Channels;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Pipeline;

/// <summary>
/// The one way in: decoded batches wait in a bounded queue, are checked, and go to the store of their kind. A source
/// that can wait for room does (<see cref="Post"/>), one that cannot loses the batch (<see cref="TryPost"/>); both are
/// counted on the source. Enrichment happens in <see cref="Resolve"/>, once a series and not once a sample.
/// </summary>
/// <remarks>
/// Batches are stored one at a time and in the order they came. A source whose sender waits, and that finds the queue
/// empty and nothing being stored, stores its batch itself (<see cref="Hand"/>): what it has just decoded is still in its
/// processor's cache.
/// </remarks>
public sealed class IngestPipeline : BackgroundService
{
    private readonly Channel<Queued> _queue; // bound: PipelineOptions.QueueCapacity
    private readonly Dictionary<TelemetryKind, ITelemetryStore> _stores;
    private readonly TimeSeriesCache _cache;
    private readonly Enricher _enricher;
    private readonly SourceRegistry _sources;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly IngestMetrics _metrics;
    private readonly ILogger<IngestPipeline> _log;
    private readonly Lock _delivering = new();
    private volatile bool _isRunning;
    private long _seriesEpoch;

    public IngestPipeline(
        TimeSeriesCache cache, IEnumerable<ITelemetryStore> stores, Enricher enricher, SourceRegistry sources,
        PipelineOptions options, TimeProvider time, IngestMetrics metrics, ILogger<IngestPipeline> log)
    {
        (_cache, _enricher, _sources, _options, _time, _metrics, _log) = (cache, enricher, sources, options, time, metrics, log);
        _stores = stores.ToDictionary(s => s.Kind);
        _queue = Channel.CreateBounded<Queued>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        metrics.ObserveQueue("ingest", () => _queue.Reader.Count, options.QueueCapacity);
    }

    /// <summary>
    /// Rises when a sample met a series that is no longer in the cache. Whoever keeps series references resolves them
    /// anew when it has changed; <see cref="SeriesTable{TKey}"/> does so.
    /// </summary>
    public long SeriesEpoch => Interlocked.Read(ref _seriesEpoch);

    /// <summary>The share of the queue that is in use, 0 to 1.</summary>
    public double QueueShare => (double)_queue.Reader.Count / _options.QueueCapacity;

    /// <summary>The series with these labels and what configuration adds to them; none where the source is at its limit.</summary>
    public SeriesRef Resolve(string source, Labels labels) => _cache.Resolve(source, _enricher.Enrich(labels));

    /// <summary>Queues a batch, waiting for room if need be. For sources that can hold back, such as pollers.</summary>
    /// <exception cref="KeyNotFoundException">The batch's source was not registered.</exception>
    public ValueTask Post(TelemetryBatch batch, CancellationToken cancellationToken) =>
        Queue(new Queued(batch, _sources.MeterOf(batch.Source), _time.GetTimestamp()), cancellationToken);

    /// <summary>Stores a batch at once where nothing is before it, and else queues it as <see cref="Post"/> does. For sources whose sender waits for the answer.</summary>
    /// <exception cref="KeyNotFoundException">The batch's source was not registered.</exception>
    public ValueTask Hand(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        var queued = new Queued(batch, _sources.MeterOf(batch.Source), _time.GetTimestamp());
        return TryDeliver(queued) ? ValueTask.CompletedTask : Queue(queued, cancellationToken);
    }

    /// <summary>Queues a batch if there is room, and otherwise counts and drops it. For sources that cannot hold back, such as datagrams.</summary>
    /// <exception cref="KeyNotFoundException">The batch's source was not registered.</exception>
    public bool TryPost(TelemetryBatch batch)
    {
        var queued = new Queued(batch, _sources.MeterOf(batch.Source), _time.GetTimestamp());
        if (_queue.Writer.TryWrite(queued))
            return true;
        Drop(queued.Meter, batch.Count, "queue full");
        batch.Dispose();
        return false;
    }

    /// <summary>Counts records that a source turned away before they could become a batch.</summary>
    /// <exception cref="KeyNotFoundException">The source was not registered.</exception>
    public void Refuse(string source, int records, string reason) => Drop(_sources.MeterOf(source), records, reason);

    /// <summary>Stores what is queued until the queue is closed and empty; stopping the host closes it.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _isRunning = true;
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            // What leaves the queue is stored before anybody can overtake it.
            lock (_delivering)
            {
                while (_queue.Reader.TryRead(out var queued))
                    Deliver(queued);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _isRunning = false;
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } draining)
            await draining.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    private async ValueTask Queue(Queued queued, CancellationToken cancellationToken)
    {
        if (_queue.Writer.TryWrite(queued))
            return;
        queued.Meter.CountWait();
        await _queue.Writer.WriteAsync(queued, cancellationToken);
    }

    /// <summary>Stores a batch on the calling thread where nothing is before it.</summary>
    private bool TryDeliver(Queued queued)
    {
        if (!_isRunning || !_delivering.TryEnter())
            return false;
        try
        {
            if (!_isRunning || _queue.Reader.Count > 0)
                return false;
            Deliver(queued);
            return true;
        }
        finally
        {
            _delivering.Exit();
        }
    }

    private void Deliver(Queued queued)
    {
        using var batch = queued.Batch;
        var meter = queued.Meter;
        try
        {
            if (!_stores.TryGetValue(batch.Kind, out var store))
            {
                Drop(meter, batch.Count, $"no store for {batch.Kind}");
                return;
            }
            var latest = _time.GetUtcNow().ToUnixTimeMilliseconds() + (long)_options.FutureTolerance.TotalMilliseconds;
            if (batch.RemoveOutside(latest) is var refused and > 0)
                Drop(meter, refused, "time in the future or before 1970");
            var report = store.Store(batch);
            if (report.TooOld > 0)
                Drop(meter, report.TooOld, "older than the store keeps");
            if (report.TooNew > 0)
                Drop(meter, report.TooNew, "further ahead of the clock than the store accepts");
            if (report.Homeless > 0)
            {
                Interlocked.Increment(ref _seriesEpoch);
                Drop(meter, report.Homeless, "series not held");
            }
            if (report.Refused > 0)
                Drop(meter, report.Refused, "limit of series reached");
            var elapsed = _time.GetElapsedTime(queued.QueuedAt);
            meter.CountStored(report.Stored, batch.Bytes, elapsed);
            _metrics.Stored(batch.Source, report.Stored, elapsed);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A store that fails loses this batch and nothing else; the pipeline goes on with the next.
            Drop(meter, batch.Count, $"store failed: {e.Message}");
            IngestLog.StoreFailed(_log, e, batch.Kind, batch.Source);
        }
    }

    private void Drop(SourceMeter meter, int records, string reason)
    {
        meter.CountDropped(records, reason);
        _metrics.Dropped(meter.Description.Id, records, reason);
    }

    private readonly record struct Queued(TelemetryBatch Batch, SourceMeter Meter, long QueuedAt);
}
