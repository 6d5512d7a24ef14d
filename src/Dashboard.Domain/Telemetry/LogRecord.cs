namespace Dashboard.Domain.Telemetry;

/// <summary>
/// A line that a program or a device wrote (syslog, OpenTelemetry logs). What all lines of one writer share is one
/// object, <see cref="Origin"/>, so that a line itself is little more than its text.
/// </summary>
/// <param name="Timestamp">When it was written, in milliseconds since 1970-01-01 UTC; where that is not known, when it came.</param>
/// <param name="Origin">Who wrote it, shared by all its lines: labels such as <c>host</c>, <c>app</c>, <c>facility</c>, <c>sender</c>, <c>service_name</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Body">The message as it came.</param>
public sealed record LogRecord(long Timestamp, Labels Origin, LogSeverity Severity, string Body) : ITelemetryRecord
{
    public static TelemetryKind Kind => TelemetryKind.Log;

    /// <summary>When it came, in milliseconds since 1970-01-01 UTC (OpenTelemetry: ObservedTimestamp); 0 where nobody noted it.</summary>
    public long ReceivedAt { get; init; }

    /// <summary>The word its writer has for its severity, where that is not the keyword (OpenTelemetry: SeverityText); else empty.</summary>
    public string SeverityText { get; init; } = "";

    /// <summary>Which process wrote it (RFC 5424 section 6.2.6); empty where it does not say.</summary>
    public string ProcessId { get; init; } = "";

    /// <summary>Which kind of message it is (RFC 5424 section 6.2.7; OpenTelemetry: EventName): <c>LINK-3-UPDOWN</c>. Empty where it does not say.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>What else it says, by name: structured data (RFC 5424 section 6.3), attributes.</summary>
    public AttributeList Attributes { get; init; }

    /// <summary>The trace that it belongs to; default for none.</summary>
    public TraceId TraceId { get; init; }

    /// <summary>The span that it belongs to; default for none.</summary>
    public SpanId SpanId { get; init; }
}
