namespace Dashboard.Domain.Telemetry;

/// <summary>What happened at one moment of a span, such as an exception.</summary>
/// <param name="Time">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Name">What it is: <c>exception</c>, <c>message</c>.</param>
/// <param name="Attributes">What else is told of it: <c>exception.type</c>, <c>exception.message</c>.</param>
public sealed record SpanEvent(long Time, string Name, AttributeList Attributes);
