namespace Dashboard.Domain.Simulation;

/// <summary>How busy a site is: by the hour, the day of the week, the weather and, at the stadium, the match.</summary>
internal static class LoadCourse
{
    // Of what the site is made for, at each full hour of a working day and of a day off.
    private static readonly Dictionary<SiteKind, (double[] Work, double[] Off)> Hours = new() // bound: kinds
    {
        [SiteKind.Business] = (
            [.08, .06, .05, .05, .06, .10, .20, .38, .58, .68, .72, .74, .78, .76, .73, .72, .70, .66, .55, .44, .36, .28, .19, .12],
            [.12, .10, .08, .06, .06, .07, .09, .13, .20, .30, .40, .48, .52, .53, .52, .50, .48, .45, .42, .38, .34, .29, .23, .16]),
        [SiteKind.Residential] = (
            [.22, .14, .09, .07, .07, .10, .22, .36, .34, .30, .30, .32, .36, .36, .36, .40, .46, .54, .62, .70, .74, .72, .58, .38],
            [.30, .20, .13, .09, .08, .08, .12, .20, .32, .42, .50, .54, .56, .56, .55, .55, .56, .60, .66, .72, .76, .73, .60, .42]),
        [SiteKind.Industry] = (
            [.32, .30, .30, .30, .34, .46, .58, .64, .66, .66, .64, .60, .62, .66, .66, .62, .56, .50, .46, .44, .44, .42, .38, .34],
            [.22, .20, .20, .20, .22, .26, .30, .32, .32, .32, .32, .30, .30, .32, .32, .30, .28, .26, .24, .24, .24, .24, .22, .22]),
        [SiteKind.Station] = (
            [.12, .07, .05, .05, .10, .28, .58, .88, .84, .56, .46, .48, .54, .52, .52, .62, .80, .90, .76, .56, .44, .36, .28, .18],
            [.16, .10, .07, .06, .07, .12, .20, .30, .40, .50, .56, .60, .62, .62, .62, .62, .64, .64, .58, .50, .44, .38, .32, .22]),
        [SiteKind.Stadium] = (
            [.03, .02, .02, .02, .02, .03, .05, .07, .09, .10, .11, .12, .12, .12, .12, .12, .13, .14, .13, .11, .09, .07, .05, .04],
            [.03, .02, .02, .02, .02, .03, .04, .06, .09, .12, .14, .15, .15, .15, .15, .15, .15, .15, .14, .12, .09, .07, .05, .04]),
        [SiteKind.Rural] = (
            [.10, .07, .05, .04, .05, .08, .14, .20, .22, .22, .22, .23, .25, .25, .25, .27, .30, .34, .38, .40, .38, .34, .26, .17],
            [.13, .09, .06, .05, .05, .07, .10, .16, .24, .30, .34, .36, .37, .37, .37, .37, .38, .40, .42, .42, .40, .35, .28, .19]),
    };

    /// <summary>The load of a site that is asked for, where 1 is all that it is made for.</summary>
    /// <param name="kind">What the site serves.</param>
    /// <param name="time">Milliseconds since 1970-01-01 UTC.</param>
    /// <param name="rain">How hard it rains, 0 to 1.</param>
    public static double Of(SiteKind kind, long time, double rain)
    {
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(time);
        var (work, off) = Hours[kind];
        var today = Between(moment.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? off : work, moment.TimeOfDay);
        // Rain keeps people at home, where they stream.
        var weather = kind switch
        {
            SiteKind.Residential => 1 + (0.12 * rain),
            SiteKind.Business or SiteKind.Station => 1 - (0.06 * rain),
            _ => 1,
        };
        return (today * weather) + (kind == SiteKind.Stadium ? Match(moment) : 0);
    }

    /// <summary>How far a match is on, 0 to 1: on Wednesdays and Saturdays from 18:00, with most people there from 19:30 to 21:30.</summary>
    private static double Match(DateTimeOffset moment)
    {
        if (moment.DayOfWeek is not (DayOfWeek.Wednesday or DayOfWeek.Saturday))
            return 0;
        var hour = moment.TimeOfDay.TotalHours;
        return hour is < 18 or > 23 ? 0 : hour < 19.5 ? 0.95 * (hour - 18) / 1.5 : hour < 21.5 ? 0.95 : 0.95 * (23 - hour) / 1.5;
    }

    private static double Between(double[] hours, TimeSpan time)
    {
        var hour = (int)time.TotalHours;
        var within = time.TotalHours - hour;
        return (hours[hour] * (1 - within)) + (hours[(hour + 1) % 24] * within);
    }
}
