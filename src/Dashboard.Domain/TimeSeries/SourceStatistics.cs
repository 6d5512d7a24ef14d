namespace Dashboard.Domain.TimeSeries;

/// <summary>What the cache holds of one source and what it had to turn away, at one moment.</summary>
/// <param name="Source">The id of the source.</param>
/// <param name="Series">Series held; a series belongs to the source that brought it first.</param>
/// <param name="Bytes">Memory held by samples and index, in bytes.</param>
/// <param name="SeriesLimit">Series that the source may have at a time.</param>
/// <param name="Quota">Memory that the source may take, in bytes.</param>
public sealed record SourceStatistics(string Source, int Series, int SeriesLimit, long Bytes, long Quota)
{
    /// <summary>What a source has that never brought anything.</summary>
    public static SourceStatistics None(string source) => new(source, 0, 0, 0, 0);

    /// <summary>Times a series was refused because the source had as many as it may; counts since the start, as all below.</summary>
    public long RefusedAtSeriesLimit { get; init; }

    /// <summary>Times a series was refused because the source's memory was full.</summary>
    public long RefusedAtSourceMemory { get; init; }

    /// <summary>Times a series was refused because the cache's memory was full.</summary>
    public long RefusedAtCacheMemory { get; init; }

    /// <summary>All of these.</summary>
    public long SeriesRefused => RefusedAtSeriesLimit + RefusedAtSourceMemory + RefusedAtCacheMemory;

    /// <summary>Series that left early because a limit was reached.</summary>
    public long SeriesEvicted { get; init; }

    /// <summary>Samples that left early because a limit was reached.</summary>
    public long SamplesEvicted { get; init; }

    /// <summary>Samples that were not taken because they came too late.</summary>
    public long SamplesTooOld { get; init; }

    /// <summary>Samples that were not taken because they were too far ahead of the clock.</summary>
    public long SamplesTooNew { get; init; }
}
