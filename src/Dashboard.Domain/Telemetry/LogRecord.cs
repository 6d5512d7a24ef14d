namespace Dashboard.Domain.Telemetry;

/// <summary>A line that a program or a device wrote (syslog, OTLP logs).</summary>
/// <param name="Timestamp">Milliseconds since 1970-01-01 UTC.</param>
/// <param name="Origin">Who wrote it: host, service, site.</param>
/// <param name="Severity">Syslog severity, 0 (emergency) to 7 (debug), RFC 5424 section 6.2.1.</param>
/// <param name="Body">The message as it came.</param>
public sealed record LogRecord(long Timestamp, Labels Origin, int Severity, string Body) : ITelemetryRecord
{
    public static TelemetryKind Kind => TelemetryKind.Log;
}
