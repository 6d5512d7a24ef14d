namespace Dashboard.Domain.TimeSeries;

/// <summary>What became of a block that the cache was to take over.</summary>
public enum AdoptResult
{
    /// <summary>Its samples are held now.</summary>
    Taken,

    /// <summary>The reference is of no more use: resolve the series anew.</summary>
    Gone,

    /// <summary>The series holds samples from before the block's end: append them one by one.</summary>
    Overlaps,

    /// <summary>Of the cache's memory, or of the source's, nine tenths are taken.</summary>
    NoRoom,
}
