namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>What a forecast is for, which decides how much of the past it takes.</summary>
public enum ForecastKind
{
    /// <summary>Something that runs full: its trend is what counts, and as much of the past as lies ahead will do.</summary>
    Capacity,

    /// <summary>Something that goes up and down with the day: twice as much of the past as lies ahead, and from six hours on four days, since a morning's rise goes on for ever to who never saw an evening.</summary>
    Performance,
}
