namespace Dashboard.Domain.TimeSeries;

/// <summary>What became of a sample.</summary>
public enum AppendResult
{
    /// <summary>It is in the cache; of equal timestamps the last value counts.</summary>
    Stored,

    /// <summary>It is older than the retention, or than its series' newest sample by more than the out-of-order window.</summary>
    TooOld,

    /// <summary>Its series has left the cache: resolve the labels again and append to the new reference.</summary>
    Gone,

    /// <summary>It is further ahead of the server's clock than the cache accepts.</summary>
    TooNew,
}
