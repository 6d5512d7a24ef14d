using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Adds flows up and keeps the last of them.</summary>
public sealed class FlowRecordStore(FlowStore flows) : ITelemetryStore
{
    public TelemetryKind Kind => TelemetryKind.Flow;

    public StoreReport Store(TelemetryBatch batch)
    {
        flows.Add(((TelemetryBatch<FlowRecord>)batch).Records);
        return new StoreReport(batch.Count);
    }
}
