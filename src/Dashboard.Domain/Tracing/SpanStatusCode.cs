namespace Dashboard.Domain.Tracing;

/// <summary>What a span says itself of how it ended; the numbers are those of opentelemetry.proto.trace.v1.Status.StatusCode.</summary>
public enum SpanStatusCode
{
    /// <summary>It does not say.</summary>
    Unset = 0,

    /// <summary>Whoever wrote the program says that all is well, whatever else is told.</summary>
    Ok = 1,

    /// <summary>It failed.</summary>
    Error = 2,
}
