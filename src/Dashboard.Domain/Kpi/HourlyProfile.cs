using System.Globalization;

namespace Dashboard.Domain.Kpi;

/// <summary>A quantity that has the same course every day: a value for each hour.</summary>
public sealed class HourlyProfile
{
    private const int HoursOfDay = 24;

    private readonly double[] _hours;
    private readonly TimeZoneInfo _zone;

    private HourlyProfile(double[] hours, TimeZoneInfo zone) => (_hours, _zone) = (hours, zone);

    /// <summary>Reads one number, which holds for every hour, or 24 with commas between them, from midnight on.</summary>
    /// <param name="text">The numbers, none below 0.</param>
    /// <param name="zone">Where the hours are those of the clock.</param>
    /// <returns>Null where it is neither.</returns>
    public static HourlyProfile? Read(string text, TimeZoneInfo zone)
    {
        var parts = text.Split(',');
        var hours = new double[HoursOfDay];
        if (parts.Length is not (1 or HoursOfDay))
            return null;
        for (var hour = 0; hour < HoursOfDay; hour++)
        {
            if (!double.TryParse(parts[hour % parts.Length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out hours[hour]) || !double.IsFinite(hours[hour]))
                return null;
        }
        return new HourlyProfile(hours, zone);
    }

    /// <summary>The value at a time.</summary>
    public double At(DateTimeOffset time) => _hours[TimeZoneInfo.ConvertTime(time, _zone).Hour];
}
