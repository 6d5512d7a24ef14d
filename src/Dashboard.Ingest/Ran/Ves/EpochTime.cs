namespace Dashboard.Ingest.Ran.Ves;

/// <summary>What a time since 1970 was counted in.</summary>
public enum EpochUnit
{
    Microseconds,
    Milliseconds,
    Seconds,
    Nanoseconds,

    /// <summary>In no unit it is a time between 1973 and 5138.</summary>
    None,
}

/// <summary>
/// Times since 1970-01-01 UTC that should be microseconds and often are not. As microseconds, milliseconds and seconds
/// of this century differ by a factor of a thousand, a number tells which it is.
/// </summary>
public static class EpochTime
{
    private const double First = 1e8; // seconds: March 1973
    private const double Last = 1e11; // seconds: the year 5138

    /// <summary>Reads a time.</summary>
    /// <param name="value">As it came.</param>
    /// <param name="unit">What it was counted in.</param>
    /// <returns>Milliseconds since 1970-01-01 UTC; 0 where it is no time.</returns>
    public static long Read(double value, out EpochUnit unit)
    {
        (unit, var milliseconds) = value switch
        {
            >= First and < Last => (EpochUnit.Seconds, value * 1e3),
            >= First * 1e3 and < Last * 1e3 => (EpochUnit.Milliseconds, value),
            >= First * 1e6 and < Last * 1e6 => (EpochUnit.Microseconds, value / 1e3),
            >= First * 1e9 and < Last * 1e9 => (EpochUnit.Nanoseconds, value / 1e6),
            _ => (EpochUnit.None, 0),
        };
        return (long)milliseconds;
    }
}
