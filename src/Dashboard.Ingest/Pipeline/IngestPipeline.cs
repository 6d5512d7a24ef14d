using System.Threading.Channels;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Pipeline;

/// <summary>
/// The one way in: decoded batches are checked and go to the store of their kind, one at a time and in the order they
/// came. Where nothing is being stored, a source stores its batch itself, unless it has better to do
/// (<see cref="Queue"/>); else it waits in a bounded queue. A source that can wait for room does (<see cref="Post"/>), one
/// that cannot loses the batch (<see cref="TryPost"/>); both are counted on the source. Enrichment happens in <see cref="Resolve"/>, once a series and not once a sample.
/// </summary>
/// <remarks>
/// What a source has just decoded is still in its processor's cache when it stores it at once. The queue is bounded by
/// records before it is by batches: four senders of 100,000 series once filled it with 50 MB of large batches.
/// </remarks>
public sealed class IngestPipeline : BackgroundService
{
    private readonly Channel<Queued> _queue; // bound: PipelineOptions.QueueBatches and QueueRecords
    private readonly Dictionary<TelemetryKind, ITelemetryStore> _stores;
    private readonly TimeSeriesCache _cache;
    private readonly Enricher _enricher;
    private readonly SourceRegistry _sources;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly IngestMetrics _metrics;
    private readonly ILogger<IngestPipeline> _log;
    private readonly Lock _delivering = new();
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isRunning;
    private int _queuedRecords;
    private int _waiting;
    private long _seriesEpoch;

    public IngestPipeline(
        TimeSeriesCache cache, IEnumerable<ITelemetryStore> stores, Enricher enricher, SourceRegistry sources,
        PipelineOptions options, TimeProvider time, IngestMetrics metrics, ILogger<IngestPipeline> log)
    {
        (_cache, _enricher, _sources, _options, _time, _metrics, _log) = (cache, enricher, sources, options, time, metrics, log);
        _stores = stores.ToDictionary(s => s.Kind);
        _queue = Channel.CreateBounded<Queued>(options.QueueBatches);
        metrics.ObserveQueue("ingest", () => QueuedRecords, options.QueueRecords);
    }

    /// <summary>
    /// Rises when a sample met a series that is no longer in the cache. Whoever keeps series references resolves them
    /// anew when it has changed; <see cref="SeriesTable{TKey}"/> does so.
    /// </summary>
    public long SeriesEpoch => Interlocked.Read(ref _seriesEpoch);

    /// <summary>Records that wait to be stored.</summary>
    public int QueuedRecords => Volatile.Read(ref _queuedRecords);

    /// <summary>The series with these labels and what configuration adds to them; none where the source is at its limit.</summary>
    public SeriesRef Resolve(string source, Labels labels) => _cache.Resolve(source, _enricher.Enrich(labels));

    /// <summary>Stores a batch where nothing is before it, or queues it, waiting for room if need be. For sources that can hold back: pollers, and those whose sender waits for the answer.</summary>
    /// <exception cref="KeyNotFoundException">The batch's source was not registered.</exception>
    /// <exception cref="ChannelClosedException">The pipeline has stopped.</exception>
    public ValueTask Post(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        var queued = new Queued(batch, _sources.MeterOf(batch.Source), _time.GetTimestamp());
        return TryDeliver(queued) || TryQueue(queued) ? ValueTask.CompletedTask : PostWhenRoom(queued, cancellationToken);
    }

    /// <summary>The same, and gives a batch back in which nothing is: as a delivery it would count as a contact.</summary>
    /// <exception cref="KeyNotFoundException">The batch's source was not registered.</exception>
    /// <exception cref="ChannelClosedException">The pipeline has stopped.</exception>
    public ValueTask PostUnlessEmpty(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count > 0)
            return Post(batch, cancellationToken);
        batch.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Queues a batch even where nothing is before it, waiting for room if need be: it is stored by another thread. For sources that have more at hand to decode meanwhile.</summary>
    /// <exception cref="KeyNotFoundException">The batch's source was not registered.</exception>
    /// <exception cref="ChannelClosedException">The pipeline has stopped.</exception>
    public ValueTask Queue(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var queued = new Queued(batch, _sources.MeterOf(batch.Source), _time.GetTimestamp());
        return TryQueue(queued) ? ValueTask.CompletedTask : PostWhenRoom(queued, cancellationToken);
    }

    /// <summary>Posts a batch, and waits until it has gone to its store. For sources whose sender would send it again.</summary>
    /// <returns>Whether the store took it; false where it failed.</returns>
    /// <exception cref="KeyNotFoundException">The batch's source was not registered.</exception>
    /// <exception cref="ChannelClosedException">The pipeline has stopped.</exception>
    public async Task<bool> PostStored(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        var stored = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = new Queued(batch, _sources.MeterOf(batch.Source), _time.GetTimestamp(), stored);
        if (!TryDeliver(queued) && !TryQueue(queued))
            await PostWhenRoom(queued, cancellationToken);
        return await stored.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Queues a batch if there is room, and otherwise counts and drops it. For sources that cannot hold back, such as datagrams.</summary>
    /// <exception cref="KeyNotFoundException">The batch's source was not registered.</exception>
    public bool TryPost(TelemetryBatch batch)
    {
        var queued = new Queued(batch, _sources.MeterOf(batch.Source), _time.GetTimestamp());
        if (TryQueue(queued))
            return true;
        Drop(queued.Meter, batch.Count, "queue full");
        batch.Dispose();
        return false;
    }

    /// <summary>Counts records that a source turned away before they could become a batch.</summary>
    /// <exception cref="KeyNotFoundException">The source was not registered.</exception>
    public void Refuse(string source, int records, string reason) => Drop(_sources.MeterOf(source), records, reason);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _isRunning = true;
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Stores what is queued until the queue is closed and empty; stopping the host closes it.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            // What leaves the queue is stored before anybody can overtake it.
            lock (_delivering)
            {
                while (_queue.Reader.TryRead(out var queued))
                {
                    Interlocked.Add(ref _queuedRecords, -queued.Batch.Count);
                    Deliver(queued);
                }
            }
            LetIn();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _isRunning = false;
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } draining)
            await draining.WaitAsync(cancellationToken);
        LetIn();
        await base.StopAsync(cancellationToken);
    }

    private async ValueTask PostWhenRoom(Queued queued, CancellationToken cancellationToken)
    {
        queued.Meter.CountWait();
        Interlocked.Increment(ref _waiting);
        try
        {
            while (true)
            {
                var room = Volatile.Read(ref _room).Task;
                if (TryDeliver(queued) || TryQueue(queued))
                    return;
                if (_queue.Reader.Completion.IsCompleted)
                    throw new ChannelClosedException();
                await room.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Wakes those who wait for room, all at once: waking them one by one as room came cost a tenth of the processor time of ingest.</summary>
    private void LetIn()
    {
        if (Volatile.Read(ref _waiting) > 0)
            Interlocked.Exchange(ref _room, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
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

    /// <summary>Queues a batch where there is room; the last to find some may exceed the records by its own.</summary>
    private bool TryQueue(Queued queued)
    {
        var records = queued.Batch.Count;
        if (QueuedRecords >= _options.QueueRecords || !_queue.Writer.TryWrite(queued))
            return false;
        Interlocked.Add(ref _queuedRecords, records);
        return true;
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
            if (report.Lost > 0)
                Drop(meter, report.Lost, "disk cannot be written");
            if (report.Nameless > 0)
                Drop(meter, report.Nameless, "no trace id or span id");
            var elapsed = _time.GetElapsedTime(queued.QueuedAt);
            meter.CountStored(report.Stored, batch.Bytes, elapsed);
            _metrics.Stored(batch.Source, report.Stored, elapsed);
            queued.Stored?.TrySetResult(true);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A store that fails loses this batch and nothing else; the pipeline goes on with the next.
            Drop(meter, batch.Count, $"store failed: {e.Message}");
            IngestLog.StoreFailed(_log, e, batch.Kind, batch.Source);
        }
        finally
        {
            queued.Stored?.TrySetResult(false);
        }
    }

    private void Drop(SourceMeter meter, int records, string reason)
    {
        meter.CountDropped(records, reason);
        _metrics.Dropped(meter.Description.Id, records, reason);
    }

    private readonly record struct Queued(TelemetryBatch Batch, SourceMeter Meter, long QueuedAt, TaskCompletionSource<bool>? Stored = null);
}
