using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing;

/// <summary>A trace that was found.</summary>
public sealed record TraceSummary
{
    public required TraceId TraceId { get; init; }

    /// <summary>The service of its root span; of the span that starts first where no root span came.</summary>
    public required string RootService { get; init; }

    /// <summary>What the root span did.</summary>
    public required string RootOperation { get; init; }

    /// <summary>When its first span starts, in nanoseconds since 1970-01-01 UTC.</summary>
    public required long Start { get; init; }

    /// <summary>Nanoseconds from there to the end of the span that ends last.</summary>
    public required long Duration { get; init; }

    /// <summary>Its spans that are held.</summary>
    public required int Spans { get; init; }

    /// <summary>Those of them that did not end well.</summary>
    public required int Errors { get; init; }

    /// <summary>Its services, those with most spans first.</summary>
    public required IReadOnlyList<TraceService> Services { get; init; }

    /// <summary>Spans that are what was searched for.</summary>
    public required int Matched { get; init; }

    /// <summary>The first of those, as many as were asked for.</summary>
    public required IReadOnlyList<SpanRecord> MatchedSpans { get; init; }
}

/// <summary>What one service did in a trace.</summary>
public sealed record TraceService(string Service, int Spans, int Errors);
