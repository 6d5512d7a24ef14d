using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>Where what a page shows besides values is kept: the cache, or the memory of a trial.</summary>
internal interface IScrapeStore
{
    /// <summary>Rises when series references must be resolved anew.</summary>
    long Epoch { get; }

    /// <summary>The series with these labels; none where the source is at its limit.</summary>
    SeriesRef Resolve(Labels labels);

    /// <summary>Keeps what is told of a metric.</summary>
    void Describe(string metric, MetricMetadata metadata);

    /// <summary>Keeps an exemplar of a series.</summary>
    void Add(SeriesRef series, Labels labels, double value, long timestamp);
}

/// <summary>The cache, by way of the pipeline.</summary>
internal sealed class ScrapeStore(IngestPipeline pipeline, TimeSeriesCache cache) : IScrapeStore
{
    public long Epoch => pipeline.SeriesEpoch;

    public SeriesRef Resolve(Labels labels) => pipeline.Resolve(ScrapeSource.Id, labels);

    public void Describe(string metric, MetricMetadata metadata) => cache.Metrics.Describe(metric, metadata);

    public void Add(SeriesRef series, Labels labels, double value, long timestamp)
    {
        if (cache.TryDescribe(series, out var known, out _))
            cache.Exemplars.Add(new Exemplar(known, labels, value, timestamp));
    }
}

/// <summary>What a trial found, of which nothing is stored.</summary>
internal sealed class TrialStore : IScrapeStore
{
    private readonly List<Labels> _series = []; // bound: lines of a page

    public long Epoch => 0;

    public SeriesRef Resolve(Labels labels)
    {
        _series.Add(labels);
        return new SeriesRef(_series.Count);
    }

    /// <summary>The labels of a series that was resolved here.</summary>
    public Labels LabelsOf(SeriesRef series) => _series[(int)series.Id - 1];

    public void Describe(string metric, MetricMetadata metadata)
    {
    }

    public void Add(SeriesRef series, Labels labels, double value, long timestamp)
    {
    }
}
