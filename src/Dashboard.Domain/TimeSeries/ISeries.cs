using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>One selected series.</summary>
public interface ISeries
{
    Labels Labels { get; }

    /// <summary>Milliseconds that one roll-up stands for, where the series is read as roll-ups; 0 where every sample is there.</summary>
    long Resolution => 0;

    /// <summary>
    /// Adds the samples within [<paramref name="from"/>, <paramref name="to"/>], both inclusive, to
    /// <paramref name="into"/>, ascending in time, stale markers among them. Of a roll-up that is its last sample, at
    /// that sample's own time. Safe to call while samples arrive.
    /// </summary>
    /// <exception cref="IOException">The store behind it could not be read; the message says which and why.</exception>
    void Read(long from, long to, SampleColumns into);

    /// <summary>
    /// As <see cref="Read(long, long, SampleColumns)"/>, but of each roll-up what is asked for. A sample that is not rolled
    /// up stands for itself: it is its own minimum, maximum and sum, its count is 1.
    /// </summary>
    void Read(long from, long to, RollUp rollUp, SampleColumns into) => Read(from, to, into);
}
