using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Looks at all flows on their way to the store. Called for every batch, so it must be fast, allocate nothing and not wait.</summary>
public interface IFlowWatch
{
    void Look(ReadOnlySpan<FlowRecord> flows);
}
