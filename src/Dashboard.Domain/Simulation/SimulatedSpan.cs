using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Simulation;

/// <summary>What one of the operator's services did for a request.</summary>
/// <param name="Service">The service.</param>
/// <param name="Trace">The request.</param>
/// <param name="Id">What tells it from the others of the request.</param>
/// <param name="Parent">What caused it; default for the first.</param>
/// <param name="Operation">What was done.</param>
/// <param name="Direction">On which side of a call.</param>
/// <param name="Start">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Duration">Nanoseconds.</param>
/// <param name="Error">Why it failed; empty where it did not.</param>
/// <param name="Attributes">What else is told of it.</param>
public sealed record SimulatedSpan(
    string Service, TraceId Trace, SpanId Id, SpanId Parent, string Operation, SpanKind Direction, long Start, long Duration, string Error, IReadOnlyList<(string Name, string Value)> Attributes);
