namespace Dashboard.Domain.Telemetry;

/// <summary>Another span that caused a span without being its parent: one of a batch of messages, say.</summary>
/// <param name="TraceId">Its trace.</param>
/// <param name="SpanId">Its id in that trace.</param>
/// <param name="Attributes">What is told of the link.</param>
public sealed record SpanLink(TraceId TraceId, SpanId SpanId, AttributeList Attributes);
