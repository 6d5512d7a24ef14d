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
    /// <param name="matchers">What the labels must fulfil.</param>
    /// <param name="from">The first timestamp wanted.</param>
    /// <param name="to">The last timestamp wanted.</param>
    /// <param name="hints">What the samples are for, by which a store chooses between samples and roll-ups.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The store behind it could not be read; the message says which and why.</exception>
    ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken);

    /// <summary>The names of labels that series carry which fulfil all matchers and may hold samples in the time, sorted.</summary>
    /// <exception cref="IOException">As for <see cref="Select"/>.</exception>
    async ValueTask<IReadOnlyList<string>> LabelNames(IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken)
    {
        var found = await Select(matchers, from, to, SelectHints.None, cancellationToken);
        return [.. found.SelectMany(static s => s.Labels).Select(static l => l.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The values of a label among series that fulfil all matchers and may hold samples in the time, sorted.</summary>
    /// <exception cref="IOException">As for <see cref="Select"/>.</exception>
    async ValueTask<IReadOnlyList<string>> LabelValues(string name, IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken)
    {
        var found = await Select(matchers, from, to, SelectHints.None, cancellationToken);
        return [.. found.Select(s => s.Labels.Get(name)).Where(static v => v.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
