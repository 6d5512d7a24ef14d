namespace Dashboard.Domain.Analytics.Detection;

/// <summary>Which detector of a series speaks: each watches one residual, whose size is judged by how often it was as large before.</summary>
public enum DetectorFeature : byte
{
    /// <summary>|x − daily profile|.</summary>
    DailyProfile,

    /// <summary>|mean of the last 12 − mean of the 288 before|.</summary>
    Shift12,

    /// <summary>|mean of the last 24 − mean of the 288 before|.</summary>
    Shift24,

    /// <summary>|standard deviation of the last 24 − that of the 288 before|.</summary>
    Spread24,

    /// <summary>|x − median of the 151 before|.</summary>
    Median151,

    /// <summary>The daily profile's residual on sign·log1p(|x| / scale), which sees small values of series with heavy tails.</summary>
    LogDailyProfile,

    /// <summary>The shift of the last 12 on sign·log1p(|x| / scale).</summary>
    LogShift12,

    /// <summary>The residual against the median on sign·log1p(|x| / scale).</summary>
    LogMedian151,

    /// <summary>The distance of the last 12 samples to the third nearest of 300 windows of the past.</summary>
    Neighbour12,

    /// <summary>The distance of the last 36 samples to the third nearest of 300 windows of the past.</summary>
    Neighbour36,

    /// <summary>How far the series lies from its peers at the same time, against how far it usually does; see <see cref="PeerPool"/>.</summary>
    Peers,

    /// <summary>None has anything to say.</summary>
    None = 255,
}
