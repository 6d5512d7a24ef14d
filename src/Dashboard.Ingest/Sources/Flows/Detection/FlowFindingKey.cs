using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Flows.Detection;

/// <summary>What tells the series of findings apart; an empty text is no label.</summary>
internal readonly record struct FlowFindingKey(string Metric, string Event = "", string Host = "", string Kind = "", string Source = "", string Target = "", string Finding = "")
{
    public Labels Labels() => Domain.Telemetry.Labels.Of(Metric, ("event", Event), ("host", Host), ("kind", Kind), ("source", Source), ("target", Target), ("finding", Finding));
}
