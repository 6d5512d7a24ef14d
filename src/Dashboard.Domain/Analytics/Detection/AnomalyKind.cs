namespace Dashboard.Domain.Analytics.Detection;

/// <summary>What an anomaly of one series looks like.</summary>
public enum AnomalyKind : byte
{
    None,

    /// <summary>One or two samples far from what is usual at their hour, or from those before them.</summary>
    Spike,

    /// <summary>A level that changed within a few dozen rows and stays.</summary>
    Drift,

    /// <summary>A course of samples unlike any before, or one that varies more or less than before.</summary>
    Outlier,

    /// <summary>A level that moves away slowly.</summary>
    Trend,

    /// <summary>The hour of the day asked for something else, and the series did not follow.</summary>
    Seasonal,
}
