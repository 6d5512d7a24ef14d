using System.Collections.Concurrent;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Sources;

/// <summary>Every source there is, with what it counts: seed of the Sources page and of the readiness check.</summary>
public sealed class SourceRegistry
{
    private readonly ConcurrentDictionary<string, SourceMeter> _meters = new(StringComparer.Ordinal); // bound: configured sources
    private readonly TimeSeriesCache _cache;
    private readonly TimeProvider _time;
    private readonly IngestMetrics _metrics;

    public SourceRegistry(TimeSeriesCache cache, TimeProvider time, IngestMetrics metrics)
    {
        (_cache, _time, _metrics) = (cache, time, metrics);
        metrics.Observe("network_telemetry_active_collectors", "Sources that deliver.", () => Statuses().Count(s => s.State == SourceState.Active));
        metrics.ObserveEach("network_telemetry_source_up", "1 for a source that delivers, 0 for one that fails; none for one that is switched off, in maintenance, or not expected at any time.", "source",
            () => from s in Statuses() where s.Description.Interval is not null && s.State is SourceState.Active or SourceState.Error select (s.Description.Id, s.State == SourceState.Active ? 1.0 : 0.0));
        OfEach("noc_cache_source_series", "Series that a source holds in the cache.", static s => s.Series);
        OfEach("noc_cache_source_series_limit", "Series that a source may hold.", static s => s.SeriesLimit);
        OfEach("noc_cache_source_bytes", "Memory that a source's series take.", static s => s.Bytes);
        OfEach("noc_cache_source_quota_bytes", "Memory that a source's series may take.", static s => s.Quota);
        OfEach("noc_cache_source_refused_series", "Times a series of a source was refused since the start.", static s => s.SeriesRefused);
        OfEach("noc_cache_source_evicted_samples", "Samples of a source that left early since the start.", static s => s.SamplesEvicted);

        void OfEach(string name, string description, Func<SourceStatistics, double> value) =>
            metrics.ObserveEach(name, description, "source", () => cache.StatisticsBySource().Select(s => (s.Source, value(s))));
    }

    /// <summary>Makes a source known and hands out the meter it counts on.</summary>
    /// <exception cref="InvalidOperationException">Another source has that id.</exception>
    public SourceMeter Register(SourceDescription description)
    {
        var meter = new SourceMeter(description, _time, _metrics);
        return _meters.TryAdd(description.Id, meter)
            ? meter
            : throw new InvalidOperationException($"Two sources have the id '{description.Id}'; give one another id.");
    }

    /// <exception cref="KeyNotFoundException">No source of that id was registered.</exception>
    public SourceMeter MeterOf(string source) => _meters[source];

    /// <summary>What every source counts on.</summary>
    public IReadOnlyCollection<SourceMeter> Meters => [.. _meters.Values];

    /// <summary>Every source as it is now, by name.</summary>
    public IReadOnlyList<SourceStatus> Statuses() =>
        [.. _meters.Values.Select(m => m.Status(_cache.StatisticsOf(m.Description.Id))).OrderBy(s => s.Description.Name, StringComparer.OrdinalIgnoreCase)];
}
