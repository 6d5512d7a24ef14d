namespace Dashboard.Domain.TimeSeries;

/// <summary>Why a series was not taken.</summary>
public enum RefusalReason
{
    /// <summary>It was taken.</summary>
    None,

    /// <summary>Its source holds as many series as it may (<see cref="TimeSeriesCacheOptions.SeriesPerSource"/>), none of them idle.</summary>
    SeriesLimit,

    /// <summary>Its source's memory is full, or half full of series alone (<see cref="TimeSeriesCacheOptions.BytesPerSource"/>).</summary>
    SourceMemory,

    /// <summary>The cache's memory is full, or half full of series alone (<see cref="TimeSeriesCacheOptions.Bytes"/>).</summary>
    CacheMemory,
}
