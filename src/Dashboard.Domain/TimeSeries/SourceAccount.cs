namespace Dashboard.Domain.TimeSeries;

/// <summary>What one source holds in the cache, and what was turned away or taken from it.</summary>
internal sealed class SourceAccount(string source, SampleMemory memory)
{
    private readonly long[] _refused = new long[4]; // bound: the refusal reasons
    private int _series;
    private long _nextIdle;
    private long _bytes;
    private long _fixedBytes;
    private long _seriesEvicted;
    private long _samplesEvicted;
    private long _samplesTooOld;
    private long _samplesTooNew;

    public string Source { get; } = source;

    public int Series => Volatile.Read(ref _series);

    public long Bytes => Volatile.Read(ref _bytes);

    public long FixedBytes => Volatile.Read(ref _fixedBytes);

    public long SamplesEvicted => Volatile.Read(ref _samplesEvicted);

    public long SeriesEvicted => Volatile.Read(ref _seriesEvicted);

    public long SamplesTooOld => Volatile.Read(ref _samplesTooOld);

    public long SamplesTooNew => Volatile.Read(ref _samplesTooNew);

    public long SeriesRefused => _refused.Sum();

    /// <summary>Before this moment no series of the source turns idle, so that none need be looked for.</summary>
    public long NextIdle
    {
        get => Volatile.Read(ref _nextIdle);
        set => Volatile.Write(ref _nextIdle, value);
    }

    public void Add(long bytes, bool isFixed = false)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (isFixed)
            Interlocked.Add(ref _fixedBytes, bytes);
        memory.Add(bytes, isFixed);
    }

    public void AddSeries(int count) => Interlocked.Add(ref _series, count);

    public void CountRefusal(RefusalReason reason) => Interlocked.Increment(ref _refused[(int)reason]);

    public void CountEviction(int series, long samples)
    {
        Interlocked.Add(ref _seriesEvicted, series);
        Interlocked.Add(ref _samplesEvicted, samples);
    }

    public void CountTooOld() => Interlocked.Increment(ref _samplesTooOld);

    public void CountTooNew() => Interlocked.Increment(ref _samplesTooNew);

    public SourceStatistics Statistics(int seriesLimit, long quota) => new(Source, Series, seriesLimit, Bytes, quota)
    {
        RefusedAtSeriesLimit = Volatile.Read(ref _refused[(int)RefusalReason.SeriesLimit]),
        RefusedAtSourceMemory = Volatile.Read(ref _refused[(int)RefusalReason.SourceMemory]),
        RefusedAtCacheMemory = Volatile.Read(ref _refused[(int)RefusalReason.CacheMemory]),
        SeriesEvicted = SeriesEvicted,
        SamplesEvicted = SamplesEvicted,
        SamplesTooOld = SamplesTooOld,
        SamplesTooNew = SamplesTooNew,
    };
}
