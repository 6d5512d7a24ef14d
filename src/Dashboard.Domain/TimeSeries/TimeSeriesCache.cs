using System.Collections.Concurrent;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// The recent past in memory: every series' samples of the last hours, found by their labels. Bounded by age
/// (<see cref="TimeSeriesCacheOptions.Retention"/>), by memory (<see cref="TimeSeriesCacheOptions.Bytes"/>: the oldest
/// samples of all series go first) and by series for each source. Safe for any number of writers and readers.
/// </summary>
public sealed class TimeSeriesCache(TimeSeriesCacheOptions options, TimeProvider time) : ISeriesSource
{
    private readonly ConcurrentDictionary<Labels, MemorySeries> _byLabels = new(); // bound: SeriesPerSource times sources
    private readonly ConcurrentDictionary<long, MemorySeries> _byId = new(); // bound: as _byLabels
    private readonly ConcurrentDictionary<Label, ConcurrentDictionary<long, MemorySeries>> _postings = new(); // bound: labels of held series
    private readonly ConcurrentDictionary<string, int> _seriesBySource = new(StringComparer.Ordinal); // bound: sources
    private readonly Lock _births = new();
    private long _lastId;
    private long _seriesRefused;
    private long _samplesEvicted;
    private long _bytes;

    /// <summary>
    /// The reference of the series with these labels, which is born if it is new. <see cref="SeriesRef.None"/> where the
    /// source is at its limit of series; that is counted in <see cref="Statistics"/>.
    /// </summary>
    public SeriesRef Resolve(string source, Labels labels)
    {
        if (_byLabels.TryGetValue(labels, out var known))
            return new SeriesRef(known.Id);
        lock (_births)
        {
            if (_byLabels.TryGetValue(labels, out known))
                return new SeriesRef(known.Id);
            var held = _seriesBySource.GetValueOrDefault(source);
            if (held >= options.SeriesPerSource)
            {
                _seriesRefused++;
                return SeriesRef.None;
            }
            var series = new MemorySeries(++_lastId, source, labels, NowMs());
            _seriesBySource[source] = held + 1;
            _byId[series.Id] = series;
            foreach (var label in labels.AsSpan())
                _postings.GetOrAdd(label, static _ => new()).TryAdd(series.Id, series);
            _byLabels[labels] = series;
            return new SeriesRef(series.Id);
        }
    }

    /// <summary>Adds a sample to its series. Samples may come out of order; of equal timestamps the last one counts.</summary>
    public AppendResult Append(SeriesRef series, long timestamp, double value)
    {
        if (!_byId.TryGetValue(series.Id, out var memory))
            return AppendResult.Gone;
        if (timestamp < NowMs() - (long)options.Retention.TotalMilliseconds)
            return AppendResult.TooOld;
        Interlocked.Add(ref _bytes, memory.Append(timestamp, value));
        return AppendResult.Stored;
    }

    public ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken)
    {
        // The shortest posting list among the equalities is walked; the other matchers filter it.
        ConcurrentDictionary<long, MemorySeries>? shortest = null;
        foreach (var matcher in matchers)
        {
            if (matcher.Type != MatchType.Equal || matcher.Value.Length == 0)
                continue;
            if (!_postings.TryGetValue(new Label(matcher.Name, matcher.Value), out var posting))
                return new ValueTask<IReadOnlyList<ISeries>>([]);
            if (shortest is null || posting.Count < shortest.Count)
                shortest = posting;
        }
        var selected = new List<ISeries>();
        foreach (var (_, series) in shortest ?? _byId)
        {
            if (series.Newest >= from && matchers.All(m => m.Matches(series.Labels.Get(m.Name))))
                selected.Add(series);
        }
        return new ValueTask<IReadOnlyList<ISeries>>(selected);
    }

    /// <summary>Lets go of what is past its retention, and of the oldest samples while memory is over its bound. Called by a timer.</summary>
    public void Trim()
    {
        var horizon = NowMs() - (long)options.Retention.TotalMilliseconds;
        foreach (var (_, series) in _byId)
        {
            Interlocked.Add(ref _bytes, -series.DropBefore(horizon, out _));
            if (series.IsEmpty && series.Born < horizon)
                Remove(series);
        }
        while (Interlocked.Read(ref _bytes) > options.Bytes && !_byId.IsEmpty)
        {
            // The oldest tenth of the span that is held goes, of every series alike.
            var oldest = _byId.Values.Min(s => s.Oldest);
            horizon = oldest + Math.Max(1, (NowMs() - oldest) / 10);
            foreach (var (_, series) in _byId)
            {
                Interlocked.Add(ref _bytes, -series.DropBefore(horizon, out var dropped));
                Interlocked.Add(ref _samplesEvicted, dropped);
            }
            if (horizon >= NowMs())
                return;
        }
    }

    /// <summary>What is held and what was turned away. Walks all series: meant for a metric every few seconds.</summary>
    public CacheStatistics Statistics() =>
        new(_byId.Count, _byId.Values.Sum(s => (long)s.Count), Interlocked.Read(ref _bytes), Interlocked.Read(ref _seriesRefused), Interlocked.Read(ref _samplesEvicted));

    /// <summary>The number of series that a source holds.</summary>
    public int SeriesOf(string source) => _seriesBySource.GetValueOrDefault(source);

    private void Remove(MemorySeries series)
    {
        lock (_births)
        {
            _byId.TryRemove(series.Id, out _);
            _byLabels.TryRemove(series.Labels, out _);
            foreach (var label in series.Labels.AsSpan())
            {
                if (_postings.TryGetValue(label, out var posting) && posting.TryRemove(series.Id, out _) && posting.IsEmpty)
                    _postings.TryRemove(label, out _);
            }
            _seriesBySource.AddOrUpdate(series.Source, 0, static (_, held) => held - 1);
        }
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
