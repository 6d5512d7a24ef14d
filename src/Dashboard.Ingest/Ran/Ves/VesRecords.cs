using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>What the events of one delivery become: samples, events and lines of log.</summary>
/// <param name="source">The source that delivers them.</param>
/// <param name="bytes">The octets they came in.</param>
public sealed class VesRecords(string source, long bytes) : IDisposable
{
    private long _bytes = bytes;
    private TelemetryBatch<MetricSample>? _samples;
    private TelemetryBatch<EventRecord>? _events;
    private TelemetryBatch<LogRecord>? _logs;

    /// <summary>Records of all kinds.</summary>
    public int Count => (_samples?.Count ?? 0) + (_events?.Count ?? 0) + (_logs?.Count ?? 0);

    /// <summary>Samples among them.</summary>
    public int Samples => _samples?.Count ?? 0;

    public void Add(in MetricSample sample) => (_samples ??= new(source, TakeBytes())).Add(sample);

    public void Add(EventRecord record) => (_events ??= new(source, TakeBytes(), 16)).Add(record);

    public void Add(LogRecord record) => (_logs ??= new(source, TakeBytes(), 16)).Add(record);

    /// <summary>Hands all of it to the pipeline, and waits for room where there is none.</summary>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">The pipeline has stopped.</exception>
    public async ValueTask Post(IngestPipeline pipeline, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _samples, null) is { } samples)
            await pipeline.Post(samples, cancellationToken);
        if (Interlocked.Exchange(ref _events, null) is { } events)
            await pipeline.Post(events, cancellationToken);
        if (Interlocked.Exchange(ref _logs, null) is { } logs)
            await pipeline.Post(logs, cancellationToken);
    }

    /// <summary>The same, and waits until it is stored.</summary>
    /// <returns>Whether all of it is; false where a store failed.</returns>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">The pipeline has stopped.</exception>
    public async Task<bool> Store(IngestPipeline pipeline, CancellationToken cancellationToken)
    {
        var isStored = true;
        if (Interlocked.Exchange(ref _samples, null) is { } samples)
            isStored &= await pipeline.PostStored(samples, cancellationToken);
        if (Interlocked.Exchange(ref _events, null) is { } events)
            isStored &= await pipeline.PostStored(events, cancellationToken);
        if (Interlocked.Exchange(ref _logs, null) is { } logs)
            isStored &= await pipeline.PostStored(logs, cancellationToken);
        return isStored;
    }

    public void Dispose()
    {
        _samples?.Dispose();
        _events?.Dispose();
        _logs?.Dispose();
        (_samples, _events, _logs) = (null, null, null);
    }

    private long TakeBytes()
    {
        var taken = _bytes;
        _bytes = 0;
        return taken;
    }
}
