using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Flows;

/// <summary>What tells the series of flows apart; an empty text is no label.</summary>
internal readonly record struct FlowSeriesKey(
    string Metric, string Exporter, string Application = "", string Source = "", string Destination = "", string Interface = "", string Direction = "")
{
    public Labels Labels() => Domain.Telemetry.Labels.Of(
        Metric, ("exporter", Exporter), ("application", Application), ("source", Source), ("destination", Destination), ("interface", Interface), ("direction", Direction));
}
