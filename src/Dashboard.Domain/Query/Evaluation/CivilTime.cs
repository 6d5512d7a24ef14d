namespace Dashboard.Domain.Query.Evaluation;

/// <summary>A time in UTC by the Gregorian calendar, carried on in both directions without end.</summary>
internal readonly record struct CivilTime(long Year, int Month, int Day, int DayOfYear, int DayOfWeek, int Hour, int Minute)
{
    private const double Furthest = 1e15; // thirty million years either way

    private static readonly int[] DaysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

    public int DaysInMonth => DaysBefore[Month] - DaysBefore[Month - 1] + (Month == 2 && IsLeap(Year) ? 1 : 0);

    /// <summary>The time that is so many seconds after 1970-01-01, fractions cut off; null for what is no time.</summary>
    public static CivilTime? Of(double seconds)
    {
        if (!(Math.Abs(seconds) < Furthest))
            return null;
        var whole = (long)seconds;
        var days = Math.DivRem(whole, 86_400, out var second);
        if (second < 0)
            (days, second) = (days - 1, second + 86_400);
        var dayOfWeek = (int)((((days + 4) % 7) + 7) % 7);
        // Whole cycles of 400 years (146,097 days) first, then a year that DateTime knows.
        var cycles = Math.DivRem(days, 146_097, out var rest);
        if (rest < 0)
            (cycles, rest) = (cycles - 1, rest + 146_097);
        var date = DateTime.UnixEpoch.AddDays(rest);
        return new CivilTime(date.Year + (cycles * 400), date.Month, date.Day, date.DayOfYear, dayOfWeek, (int)(second / 3600), (int)(second % 3600 / 60));
    }

    private static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
