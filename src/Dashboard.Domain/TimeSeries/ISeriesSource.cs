using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// The one thing the query engine asks of whoever holds series: the cache in memory, the embedded history, a remote
/// store. Everything above it speaks PromQL and knows nothing of where samples lie.
/// </summary>
public interface ISeriesSource
{
    /// <summary>
    /// The series that fulfil every matcher and may hold samples within [<paramref name="from"/>, <paramref name="to"/>],
    /// both inclusive, in milliseconds since 1970-01-01 UTC. Each label set appears once; the order is not defined.
    /// </summary>
    /// <exception cref="IOException">The store behind it could not be read; the message says which and why.</exception>
    ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken);
}

/// <summary>One selected series.</summary>
public interface ISeries
{
    Labels Labels { get; }

    /// <summary>
    /// Adds the samples within [<paramref name="from"/>, <paramref name="to"/>], both inclusive, to
    /// <paramref name="into"/>, ascending in time, stale markers among them. Safe to call while samples arrive.
    /// </summary>
    void Read(long from, long to, SampleColumns into);
}
