using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Wire;

/// <summary>Says why a span cannot be one, alike for all protocols.</summary>
internal static class SpanFaults
{
    private const long FirstNanosecond = 1_000_000; // The pipeline takes times from the first millisecond of 1970 on.

    /// <summary>What is wrong with a span, as words that follow "span"; null where nothing is.</summary>
    /// <param name="trace">Its trace.</param>
    /// <param name="id">Its id.</param>
    /// <param name="start">Nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="latest">The last time that is believed, likewise.</param>
    public static string? Of(TraceId trace, SpanId id, ulong start, ulong latest) => true switch
    {
        _ when trace.IsEmpty => "without a valid trace id",
        _ when id.IsEmpty => "without a valid span id",
        _ when start < FirstNanosecond => "without a start after 1970",
        _ when start > latest => "that starts in the future",
        _ => null,
    };

    /// <summary>Nanoseconds of microseconds; as many as there can be where they are more, none where they are below zero.</summary>
    public static ulong FromMicroseconds(long microseconds) => microseconds <= 0 ? 0 : microseconds > long.MaxValue / 1000 ? long.MaxValue : (ulong)microseconds * 1000;
}
