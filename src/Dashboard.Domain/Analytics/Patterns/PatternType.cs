namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>What a pattern of a series is.</summary>
public enum PatternType : byte
{
    /// <summary>A course that repeats each day or each week.</summary>
    Seasonality,

    /// <summary>Something short that comes back at the same time of each day or week.</summary>
    Recurrence,

    /// <summary>A level that changed and stayed changed.</summary>
    ChangePoint,

    /// <summary>A rise or fall over all of what is known.</summary>
    Trend,

    /// <summary>Two series of one neighbourhood that move together.</summary>
    Correlation,
}
