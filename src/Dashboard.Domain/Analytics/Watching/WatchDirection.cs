namespace Dashboard.Domain.Analytics.Watching;

/// <summary>Which way a series has to leave what is usual to be looked at.</summary>
public enum WatchDirection
{
    /// <summary>Either.</summary>
    Both,

    /// <summary>Upwards: errors, delays, loads.</summary>
    Up,

    /// <summary>Downwards: success rates, throughput.</summary>
    Down,
}
