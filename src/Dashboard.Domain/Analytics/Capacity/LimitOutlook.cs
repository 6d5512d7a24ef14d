namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>When a series passes a limit. Times are in milliseconds since 1970-01-01 UTC; null where it does not within what is forecast.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="IsPassed">Whether the last value is past it; then all three times are that value's.</param>
/// <param name="Point">When the forecast itself passes it.</param>
/// <param name="Earliest">When the bound of the 95 % interval passes it that is the first to.</param>
/// <param name="Latest">When the other one does.</param>
public sealed record LimitOutlook(ForecastLimit Limit, bool IsPassed, long? Point, long? Earliest, long? Latest)
{
    /// <summary>
    /// When courses of one series pass a limit: the finest course tells of the time that it reaches, and a coarser one only
    /// of what lies beyond that.
    /// </summary>
    /// <param name="courses">The courses, the finest first; those without a forecast say nothing.</param>
    /// <param name="limit">The limit.</param>
    public static LimitOutlook Of(IEnumerable<SeriesCourse> courses, ForecastLimit limit)
    {
        ArgumentNullException.ThrowIfNull(courses);
        long? point = null, earliest = null, latest = null;
        var reach = 0L;
        foreach (var course in courses.Where(static c => c.Forecast.Steps.Count > 0))
        {
            var (from, step) = (course.LastAt, (long)course.Step.TotalMilliseconds);
            if (reach == 0 && limit.IsPassedBy(course.Forecast.Last))
                return new LimitOutlook(limit, true, from, from, from);
            for (var at = 0; at < course.Forecast.Steps.Count; at++)
            {
                var (said, time) = (course.Forecast.Steps[at], Math.Max(reach, from + ((at + 1) * step)));
                if (limit.IsPassedBy(limit.Below ? said.Lower95 : said.Upper95))
                    earliest ??= time;
                if (limit.IsPassedBy(said.Point))
                    point ??= time;
                if (limit.IsPassedBy(limit.Below ? said.Upper95 : said.Lower95))
                    latest ??= time;
            }
            reach = Math.Max(reach, from + (course.Forecast.Steps.Count * step));
        }
        return new LimitOutlook(limit, false, point, earliest, latest);
    }
}
