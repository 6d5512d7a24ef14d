using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// The cache and the history as one: what the cache holds completely comes from it alone, and only queries that begin
/// earlier ask the history, whose samples then precede the cache's. Where both have a sample, the cache's counts.
/// </summary>
public sealed class SpanningSource(TimeSeriesCache cache, ISeriesSource history, TimeProvider time) : ISeriesSource
{
    /// <summary>
    /// Where the history gives roll-ups, how much of the recent past is taken from memory nonetheless, in milliseconds:
    /// as long as it may take until samples are rolled up, which until then only memory may have.
    /// </summary>
    private const long NotRolledUp = 3_600_000;

    public async ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken)
    {
        var complete = cache.CompleteFrom;
        var recent = await cache.Select(matchers, from, to, hints, cancellationToken);
        if (from >= complete)
            return recent;
        // Of roll-ups some more is taken than the cache lacks: they are far fewer than the samples.
        var rolledUp = Math.Max(complete, time.GetUtcNow().ToUnixTimeMilliseconds() - NotRolledUp);
        var older = await history.Select(matchers, from, Math.Min(to, rolledUp - 1), hints, cancellationToken);
        if (older.Count == 0)
            return recent;
        var recentByLabels = new Dictionary<Labels, ISeries>(recent.Count); // bound: selected series
        foreach (var series in recent)
            recentByLabels[series.Labels] = series;
        var all = new List<ISeries>(recent.Count + older.Count); // bound: selected series
        foreach (var series in older)
        {
            recentByLabels.Remove(series.Labels, out var held);
            all.Add(new SpanningSeries(series, held, series.Resolution > 0 ? rolledUp : complete));
        }
        all.AddRange(recentByLabels.Values);
        return all;
    }

    public ValueTask<IReadOnlyList<string>> LabelNames(IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken) =>
        Unite(cache.LabelNames(matchers, from, to), from, complete => history.LabelNames(matchers, from, Math.Min(to, complete - 1), cancellationToken));

    public ValueTask<IReadOnlyList<string>> LabelValues(string name, IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken) =>
        Unite(cache.LabelValues(name, matchers, from, to), from, complete => history.LabelValues(name, matchers, from, Math.Min(to, complete - 1), cancellationToken));

    private async ValueTask<IReadOnlyList<string>> Unite(IReadOnlyList<string> recent, long from, Func<long, ValueTask<IReadOnlyList<string>>> older)
    {
        var complete = cache.CompleteFrom;
        return from >= complete ? recent : [.. (await older(complete)).Concat(recent).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
