namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>
/// Makes a moment of a date and a time of day that may lack their year and their zone. The year is the one that brings
/// the date nearest to when the message came, so that December's last messages are not taken for next December's. Used by
/// one thread at a time.
/// </summary>
/// <param name="zone">The zone of times that name none.</param>
public sealed class SyslogClock(TimeZoneInfo zone)
{
    private const long HalfAYear = 182L * MillisecondsPerDay;
    private const long MillisecondsPerDay = 86_400_000;
    private const long QuarterHour = 900_000;

    private long _knownQuarter = long.MinValue;
    private long _knownOffset;

    /// <summary>Milliseconds since 1970-01-01 UTC; 0 where there is no such day.</summary>
    /// <param name="year">The year; 0 where it is not known.</param>
    /// <param name="month">1 to 12.</param>
    /// <param name="day">1 to 31.</param>
    /// <param name="timeOfDay">Milliseconds since midnight.</param>
    /// <param name="offset">Minutes east of UTC; null for the zone of this clock.</param>
    /// <param name="receivedAt">When the message came, in milliseconds since 1970-01-01 UTC.</param>
    public long At(int year, int month, int day, int timeOfDay, int? offset, long receivedAt)
    {
        if (year > 0)
            return Moment(year, month, day, timeOfDay, offset);
        var nearest = 0L;
        var current = YearOf(receivedAt);
        for (var candidate = 0; candidate < 3; candidate++)
        {
            // This year, the last, the next.
            var moment = Moment(current + ((candidate & 1) == 1 ? -1 : candidate >> 1), month, day, timeOfDay, offset);
            if (moment > 0 && (nearest == 0 || Math.Abs(moment - receivedAt) < Math.Abs(nearest - receivedAt)))
                nearest = moment;
            if (nearest > 0 && Math.Abs(nearest - receivedAt) < HalfAYear)
                break;
        }
        return nearest;
    }

    private static int YearOf(long timestamp) => DateTime.UnixEpoch.AddMilliseconds(Math.Clamp(timestamp, 0, 200_000_000_000_000)).Year;

    private long Moment(int year, int month, int day, int timeOfDay, int? offset)
    {
        if (year is < 1970 or > 9000 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return 0;
        var local = ((new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond) + timeOfDay;
        return Math.Max(0, local - (offset is { } known ? known * 60_000L : OffsetAt(local)));
    }

    /// <summary>What the zone is ahead of UTC, in milliseconds. Zones change on a quarter of an hour at the finest.</summary>
    private long OffsetAt(long local)
    {
        var quarter = local / QuarterHour;
        if (quarter != _knownQuarter)
        {
            _knownOffset = (long)zone.GetUtcOffset(new DateTime(DateTime.UnixEpoch.Ticks + (local * TimeSpan.TicksPerMillisecond), DateTimeKind.Unspecified)).TotalMilliseconds;
            _knownQuarter = quarter;
        }
        return _knownOffset;
    }
}
