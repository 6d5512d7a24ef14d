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

    /// <summary>Every source as it is now, by name.</summary>
    public IReadOnlyList<SourceStatus> Statuses() =>
        [.. _meters.Values.Select(m => m.Status(_cache.SeriesOf(m.Description.Id))).OrderBy(s => s.Description.Name, StringComparer.OrdinalIgnoreCase)];
}
