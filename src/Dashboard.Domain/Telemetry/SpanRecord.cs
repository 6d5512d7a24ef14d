namespace Dashboard.Domain.Telemetry;

/// <summary>
/// One operation of one service within a trace (OpenTelemetry span). What all spans of one process share is one object,
/// <see cref="Origin"/>.
/// </summary>
/// <param name="TraceId">The trace it belongs to.</param>
/// <param name="SpanId">Its own id.</param>
/// <param name="ParentSpanId">The span that caused it; default for a root span.</param>
/// <param name="Origin">Who did it, shared by all its spans: resource attributes as labels, <c>service_name</c> always among them.</param>
/// <param name="Operation">What was done: <c>GET /cart/{id}</c>.</param>
/// <param name="Direction">On which side of a call it is.</param>
/// <param name="Start">Nanoseconds since 1970-01-01 UTC, by the clock of whoever did it.</param>
/// <param name="Duration">Nanoseconds from start to end; never below 0.</param>
/// <param name="Status">How it ended.</param>
public sealed record SpanRecord(
    TraceId TraceId, SpanId SpanId, SpanId ParentSpanId, Labels Origin, string Operation, SpanKind Direction, long Start, long Duration, SpanStatus Status) : ITelemetryRecord
{
    /// <summary>The label of <see cref="Origin"/> that names the service.</summary>
    public const string ServiceLabel = "service_name";

    /// <summary>The label of <see cref="Origin"/> that names the group of services which the service belongs to.</summary>
    public const string NamespaceLabel = "service_namespace";

    public static TelemetryKind Kind => TelemetryKind.Trace;

    /// <summary>The start in milliseconds since 1970-01-01 UTC.</summary>
    public long Timestamp => Start / 1_000_000;

    /// <summary>The service that did it.</summary>
    public string Service => Origin.Get(ServiceLabel);

    /// <summary>Why it ended as it did, in its own words; empty where it does not say.</summary>
    public string StatusMessage { get; init; } = "";

    /// <summary>The library that noted it (OpenTelemetry: instrumentation scope); empty where it does not say.</summary>
    public string Scope { get; init; } = "";

    /// <summary>What else is told of it, by the names of the semantic conventions: <c>http.request.method</c>, <c>db.system.name</c>.</summary>
    public AttributeList Attributes { get; init; }

    /// <summary>What happened in it, in the order in which it was told.</summary>
    public IReadOnlyList<SpanEvent> Events { get; init; } = [];

    /// <summary>What else caused it.</summary>
    public IReadOnlyList<SpanLink> Links { get; init; } = [];
}
