using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing;

/// <summary>Spans that failed alike: in the same operation, by the same kind of error, and in the same words but for what differs from one to the next.</summary>
/// <param name="Operation">What was being done.</param>
/// <param name="Kind">The exception's type, or how HTTP or gRPC answered: <c>HTTP 503</c>, <c>gRPC 14</c>; empty where the spans say neither.</param>
/// <param name="Message">Why, with <see cref="LogPattern.Any"/> for words that differ; empty where the spans do not say.</param>
/// <param name="Count">Spans.</param>
/// <param name="FirstSeen">When the first of them started, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="LastSeen">When the latest started.</param>
/// <param name="Trace">The trace of one of them.</param>
/// <param name="Span">That one's id.</param>
public sealed record ErrorFingerprint(string Operation, string Kind, string Message, long Count, long FirstSeen, long LastSeen, TraceId Trace, SpanId Span);
