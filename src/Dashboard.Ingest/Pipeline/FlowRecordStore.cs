using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Adds flows up and keeps the last of them.</summary>
/// <param name="flows">Where they are added up.</param>
/// <param name="watches">What looks at them besides.</param>
public sealed class FlowRecordStore(FlowStore flows, IEnumerable<IFlowWatch> watches) : ITelemetryStore
{
    private readonly IFlowWatch[] _watches = [.. watches];

    public TelemetryKind Kind => TelemetryKind.Flow;

    public StoreReport Store(TelemetryBatch batch)
    {
        var records = ((TelemetryBatch<FlowRecord>)batch).Records;
        flows.Add(records);
        foreach (var watch in _watches)
            watch.Look(records);
        return new StoreReport(batch.Count);
    }
}
