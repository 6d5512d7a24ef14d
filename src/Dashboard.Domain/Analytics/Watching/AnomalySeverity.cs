namespace Dashboard.Domain.Analytics.Watching;

/// <summary>How unusual an anomaly is; nothing is said of how bad it is, which alarms and limits say.</summary>
public enum AnomalySeverity
{
    /// <summary>Once in a hundred samples or more.</summary>
    Low,

    /// <summary>Once in three hundred samples.</summary>
    Medium,

    /// <summary>Once in a thousand samples.</summary>
    High,

    /// <summary>Once in ten thousand samples.</summary>
    Critical,
}

/// <summary>What operators said of an anomaly.</summary>
public enum AnomalyMark
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is as it should be; the like of it need not be told.</summary>
    Normal,

    /// <summary>Something was wrong.</summary>
    Real,
}
