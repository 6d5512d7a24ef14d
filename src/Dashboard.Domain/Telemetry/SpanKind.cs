namespace Dashboard.Domain.Telemetry;

/// <summary>On which side of a call a span is; the numbers are those of opentelemetry.proto.trace.v1.Span.SpanKind.</summary>
public enum SpanKind : byte
{
    Unspecified = 0,
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}
