namespace Dashboard.Domain.Telemetry;

/// <summary>What a source delivers: each kind has its record type and its store.</summary>
public enum TelemetryKind
{
    Metric,
    Log,
    Trace,
    Event,
    Flow,
}
