using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Puts events into the list of recent events.</summary>
public sealed class EventStore(RecentEvents events) : ITelemetryStore
{
    public TelemetryKind Kind => TelemetryKind.Event;

    public StoreReport Store(TelemetryBatch batch)
    {
        foreach (var record in ((TelemetryBatch<EventRecord>)batch).Records)
            events.Add(record);
        return new StoreReport(batch.Count);
    }
}
