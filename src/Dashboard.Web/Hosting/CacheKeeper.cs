using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest;

namespace Dashboard.Web.Hosting;

/// <summary>Keeps the time-series cache within its bounds, every ten seconds, and shows what it holds.</summary>
public sealed class CacheKeeper : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly TimeSeriesCache _cache;
    private readonly TimeProvider _time;

    public CacheKeeper(TimeSeriesCache cache, IngestMetrics metrics, TimeProvider time)
    {
        (_cache, _time) = (cache, time);
        metrics.Observe("noc_cache_series", "Series in the time-series cache.", () => _cache.Statistics().Series);
        metrics.Observe("noc_cache_samples", "Samples in the time-series cache.", () => _cache.Statistics().Samples);
        metrics.Observe("noc_cache_bytes", "Memory of the time-series cache: samples, index and what each series takes.", () => _cache.Statistics().Bytes);
        metrics.Observe("noc_cache_sealed_bytes", "The part of it that is sealed samples.", () => _cache.Statistics().SealedBytes);
        metrics.ObserveTotal("noc_cache_series_refused", "Series that were not taken because their source was at its limit.", () => _cache.Statistics().SeriesRefused);
        metrics.ObserveTotal("noc_cache_samples_evicted", "Samples that left early because memory was at its limit.", () => _cache.Statistics().SamplesEvicted);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            _cache.Trim();
    }
}
