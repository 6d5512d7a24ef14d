namespace Dashboard.Domain.TimeSeries;

/// <summary>What is kept of the samples that one roll-up stands for; stale markers are no samples.</summary>
public enum RollUp
{
    /// <summary>The last one.</summary>
    Last,

    /// <summary>The smallest, NaN only where there is nothing else.</summary>
    Min,

    /// <summary>The largest, NaN only where there is nothing else.</summary>
    Max,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>How many they are.</summary>
    Count,

    /// <summary>
    /// A counter as if it had never been reset: beginning with the first value read, it grows by what the counter grew,
    /// so that differences are increases.
    /// </summary>
    Counter,
}
