namespace Dashboard.Ingest.Sources.Influx;

/// <summary>The unit of a body's timestamps.</summary>
public enum InfluxPrecision
{
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Seconds,
    Minutes,
    Hours,
}

/// <summary>Reads the parameter <c>precision</c> and converts times.</summary>
public static class InfluxPrecisions
{
    /// <summary>The unit that a name stands for, in version 1 or 2 of the write API; nanoseconds where there is none. Null where it is unknown.</summary>
    public static InfluxPrecision? Parse(string name) => name switch
    {
        "" or "n" or "ns" => InfluxPrecision.Nanoseconds,
        "u" or "us" or "µ" => InfluxPrecision.Microseconds,
        "ms" => InfluxPrecision.Milliseconds,
        "s" => InfluxPrecision.Seconds,
        "m" => InfluxPrecision.Minutes,
        "h" => InfluxPrecision.Hours,
        _ => null,
    };

    /// <summary>The time in milliseconds, rounded down. False where that is more than 64 bits hold.</summary>
    public static bool TryToMilliseconds(this InfluxPrecision precision, long time, out long milliseconds)
    {
        var factor = 1L;
        switch (precision)
        {
            case InfluxPrecision.Nanoseconds:
                milliseconds = (time / 1_000_000) - (time % 1_000_000 < 0 ? 1 : 0);
                return true;
            case InfluxPrecision.Microseconds:
                milliseconds = (time / 1_000) - (time % 1_000 < 0 ? 1 : 0);
                return true;
            case InfluxPrecision.Seconds:
                factor = 1_000;
                break;
            case InfluxPrecision.Minutes:
                factor = 60_000;
                break;
            case InfluxPrecision.Hours:
                factor = 3_600_000;
                break;
        }
        milliseconds = unchecked(time * factor);
        return time <= long.MaxValue / factor && time >= long.MinValue / factor;
    }
}
