namespace Dashboard.Domain.Telemetry;

/// <summary>One thing a network says of itself. Implemented by the record type of each <see cref="TelemetryKind"/>.</summary>
public interface ITelemetryRecord
{
    static abstract TelemetryKind Kind { get; }

    /// <summary>When it happened, in milliseconds since 1970-01-01 UTC, by the clock of whoever observed it.</summary>
    long Timestamp { get; }
}
