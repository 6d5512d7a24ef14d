using System.Collections.Concurrent;

namespace Dashboard.Domain.TimeSeries;

/// <summary>What is known of each metric by name. Of several sources that describe a metric the last one counts.</summary>
public sealed class MetricCatalogue
{
    /// <summary>Metrics that are described at most; descriptions of further ones are counted and left out.</summary>
    public const int Capacity = 50_000;

    private readonly ConcurrentDictionary<string, MetricMetadata> _metrics = new(StringComparer.Ordinal); // bound: Capacity, soft by concurrent callers
    private long _refused;

    /// <summary>Descriptions that were left out since the start because the catalogue was full.</summary>
    public long Refused => Volatile.Read(ref _refused);

    public IReadOnlyDictionary<string, MetricMetadata> All => _metrics;

    public void Describe(string metric, MetricMetadata metadata)
    {
        if (_metrics.TryGetValue(metric, out var known))
        {
            if (known != metadata)
                _metrics[metric] = metadata;
        }
        else if (_metrics.Count >= Capacity)
        {
            Interlocked.Increment(ref _refused);
        }
        else
        {
            _metrics[metric] = metadata;
        }
    }

    /// <summary>What is known of a metric; nothing where no source described it.</summary>
    public MetricMetadata? Find(string metric) => _metrics.GetValueOrDefault(metric);
}
