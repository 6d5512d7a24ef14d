using System.Diagnostics;

namespace Dashboard.Domain.Telemetry;

/// <summary>One operation of one service within a trace (OpenTelemetry span).</summary>
/// <param name="Timestamp">The start in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Duration">From start to end.</param>
/// <param name="TraceId">The trace it belongs to.</param>
/// <param name="SpanId">Its own id.</param>
/// <param name="ParentSpanId">The span that caused it; default for a root span.</param>
/// <param name="Service">The service that did it.</param>
/// <param name="Operation">What was done.</param>
/// <param name="Failed">Whether it ended in an error.</param>
public sealed record SpanRecord(
    long Timestamp, TimeSpan Duration, ActivityTraceId TraceId, ActivitySpanId SpanId, ActivitySpanId ParentSpanId,
    string Service, string Operation, bool Failed) : ITelemetryRecord
{
    public static TelemetryKind Kind => TelemetryKind.Trace;
}
