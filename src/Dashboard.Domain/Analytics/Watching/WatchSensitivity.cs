using Dashboard.Domain.Analytics.Detection;

namespace Dashboard.Domain.Analytics.Watching;

/// <summary>How soon a series is called unusual.</summary>
public enum WatchSensitivity
{
    /// <summary>At <see cref="SeriesDetector.Threshold"/>.</summary>
    Normal,

    /// <summary>At what is seen once in three hundred samples by one detector.</summary>
    Low,

    /// <summary>At what is seen once in thirty samples by one detector.</summary>
    High,
}

/// <summary>What sensitivities come to.</summary>
public static class WatchSensitivities
{
    /// <summary>The tail score from which on an anomaly is raised.</summary>
    public static double Threshold(this WatchSensitivity sensitivity) => sensitivity switch
    {
        WatchSensitivity.Low => 2.5,
        WatchSensitivity.High => 1.5,
        _ => SeriesDetector.Threshold,
    };
}
