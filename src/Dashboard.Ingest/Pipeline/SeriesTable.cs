using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Pipeline;

/// <summary>
/// A source's own memory of which series its keys stand for, so that labels are built and looked up once a series and
/// not once a sample. Used by one thread at a time.
/// </summary>
/// <typeparam name="TKey">What the source knows a series by before it has labels; a value that compares cheaply.</typeparam>
public sealed class SeriesTable<TKey>(IngestPipeline pipeline, string source, Func<TKey, Labels> labels)
    where TKey : notnull
{
    private readonly Dictionary<TKey, SeriesRef> _known = []; // bound: TimeSeriesCacheOptions.SeriesPerSource, beyond it none is kept
    private long _epoch;

    /// <summary>The series for a key; none where the source is at its limit of series.</summary>
    public SeriesRef this[TKey key]
    {
        get
        {
            if (_epoch != pipeline.SeriesEpoch)
            {
                _epoch = pipeline.SeriesEpoch;
                _known.Clear();
            }
            if (_known.TryGetValue(key, out var series))
                return series;
            series = pipeline.Resolve(source, labels(key));
            if (!series.IsNone)
                _known[key] = series;
            return series;
        }
    }

    /// <summary>Lets go of a key whose series has ended, so that keys that come and go do not add up.</summary>
    public void Forget(TKey key) => _known.Remove(key);
}
