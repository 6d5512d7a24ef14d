namespace Dashboard.Domain.TimeSeries;

/// <summary>What the cache holds and what it had to turn away, at one moment.</summary>
/// <param name="Series">Series held.</param>
/// <param name="Samples">Samples held, those among them whose block reaches back beyond the retention.</param>
/// <param name="Bytes">Memory held by samples and index, in bytes; compare with <see cref="TimeSeriesCacheOptions.Bytes"/>.</param>
/// <param name="SeriesRefused">Series that were not taken since the start because a limit was reached.</param>
/// <param name="SamplesEvicted">Samples that left before their retention was over because a limit was reached.</param>
public readonly record struct CacheStatistics(int Series, long Samples, long Bytes, long SeriesRefused, long SamplesEvicted)
{
    /// <summary>The part of <see cref="Bytes"/> that is sealed samples: neither the index nor the newest rows of each series.</summary>
    public long SealedBytes { get; init; }

    /// <summary>Memory taken from the operating system for samples, in use or ready to be used again, in bytes.</summary>
    public long ReservedBytes { get; init; }

    /// <summary>Idle series that left before their retention was over because a limit was reached.</summary>
    public long SeriesEvicted { get; init; }

    /// <summary>Samples that were not taken since the start because they came too late.</summary>
    public long SamplesTooOld { get; init; }

    /// <summary>Samples that were not taken since the start because they were too far ahead of the clock.</summary>
    public long SamplesTooNew { get; init; }
}
