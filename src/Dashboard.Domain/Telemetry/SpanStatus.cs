namespace Dashboard.Domain.Telemetry;

/// <summary>How an operation ended.</summary>
public enum SpanStatus : byte
{
    /// <summary>It did what it was to do, or does not say that it did not.</summary>
    Ok,

    /// <summary>It failed.</summary>
    Error,

    /// <summary>It took longer than it was given, and so failed.</summary>
    Timeout,

    /// <summary>Who asked for it no longer wanted it.</summary>
    Cancelled,
}
