using Dashboard.Domain.Flows.Detection;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Flows.Detection;

/// <summary>Shows all flows to <see cref="FlowDetection"/> where they are stored.</summary>
public sealed class FlowDetectionWatch(FlowDetection detection, TimeProvider time) : IFlowWatch
{
    public void Look(ReadOnlySpan<FlowRecord> flows) => detection.Look(flows, time.GetUtcNow().ToUnixTimeMilliseconds());
}
