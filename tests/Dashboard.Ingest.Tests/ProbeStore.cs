using System.Collections.Concurrent;
using System.Threading.Channels;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Tests;

/// <summary>A store that lets a test wait for what arrives, and hold it up or spoil it on the way.</summary>
internal sealed class ProbeStore(TelemetryKind kind) : ITelemetryStore
{
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>(); // bound: deliveries of the test
    private readonly ConcurrentQueue<Delivery> _stored = []; // bound: deliveries of the test

    public TelemetryKind Kind => kind;

    /// <summary>What is done with each batch before it counts as stored.</summary>
    public Action<TelemetryBatch>? OnStore { get; set; }

    public IReadOnlyList<Delivery> Stored => [.. _stored];

    public StoreReport Store(TelemetryBatch batch)
    {
        OnStore?.Invoke(batch);
        var delivery = new Delivery(batch.Source, batch.Count, batch is TelemetryBatch<MetricSample> { Count: > 0 } samples ? samples.Records[0].Timestamp : 0);
        _stored.Enqueue(delivery);
        _deliveries.Writer.TryWrite(delivery);
        return new StoreReport(batch.Count);
    }

    /// <summary>Waits for the next delivery that fulfils a condition.</summary>
    public async Task<Delivery> Next(Func<Delivery, bool>? wanted = null)
    {
        while (true)
        {
            var delivery = await _deliveries.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            if (wanted is null || wanted(delivery))
                return delivery;
        }
    }

    public readonly record struct Delivery(string Source, int Count, long Timestamp);
}
