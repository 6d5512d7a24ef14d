namespace Dashboard.Domain.TimeSeries;

/// <summary>What the cache holds and what it had to turn away, at one moment.</summary>
/// <param name="Series">Series held.</param>
/// <param name="Samples">Samples held.</param>
/// <param name="Bytes">Memory held by samples, in bytes.</param>
/// <param name="SeriesRefused">Series that were not taken since the start because their source was at its limit.</param>
/// <param name="SamplesEvicted">Samples that left before their retention was over because memory was at its limit.</param>
public readonly record struct CacheStatistics(int Series, long Samples, long Bytes, long SeriesRefused, long SamplesEvicted);
