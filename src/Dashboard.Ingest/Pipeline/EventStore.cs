using System.Runtime.InteropServices;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Puts events into the list of recent events and the archive behind it, and what they say of alarms into the alarm list.</summary>
public sealed class EventStore(RecentEvents events, AlarmList alarms, EventArchive? archive = null) : ITelemetryStore
{
    public TelemetryKind Kind => TelemetryKind.Event;

    public StoreReport Store(TelemetryBatch batch)
    {
        var said = new List<AlarmNotification>(); // bound: records of the batch
        var records = ((TelemetryBatch<EventRecord>)batch).Records;
        archive?.Write(records);
        foreach (var record in records)
        {
            events.Add(record);
            if (record.Alarm is { } alarm)
                said.Add(alarm);
        }
        if (said.Count > 0)
            alarms.Take(CollectionsMarshal.AsSpan(said));
        return new StoreReport(batch.Count);
    }
}
