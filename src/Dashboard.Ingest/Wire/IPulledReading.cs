using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Wire;

/// <summary>Turns the pages of one target into samples, and knows which series they hold. Does no I/O, never throws on bad input; used by one thread at a time.</summary>
internal interface IPulledReading
{
    /// <summary>Reads a page. Series that were in the page before and are not in this one get their mark of an end.</summary>
    /// <param name="page">The page.</param>
    /// <param name="timestamp">When it was fetched, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="into">What samples are added to; worthless where the outcome is a failure.</param>
    PullOutcome Read(HttpPage page, long timestamp, TelemetryBatch<MetricSample> into);

    /// <summary>Marks the end of every series.</summary>
    void EndAll(long timestamp, TelemetryBatch<MetricSample> into);
}

/// <summary>What became of a page.</summary>
/// <param name="Samples">Samples that it holds.</param>
/// <param name="Failure">Why it is worthless, as the rest of a sentence that begins with who sent it; null where it is not.</param>
/// <param name="Refused">Parts of it, such as lines, that could not be read.</param>
/// <param name="Complaint">What is wrong with the first of them, likewise; null where nothing is.</param>
internal readonly record struct PullOutcome(int Samples, string? Failure = null, int Refused = 0, string? Complaint = null);
