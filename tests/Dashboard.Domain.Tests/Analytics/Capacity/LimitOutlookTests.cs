using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.Analytics.Forecasting;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Analytics.Capacity;

/// <summary>When something runs full, told from values of five minutes, an hour and a day.</summary>
public sealed class LimitOutlookTests
{
    private const long Day = 86_400_000;
    private const long Now = 20_000 * Day;

    private static readonly ForecastRule Disk = new() { Name = "disk", Title = "Disk", Query = "x", Entity = "{{instance}}", Unit = Unit.Percent, Limits = [new(80), new(90)] };

    [Fact]
    public void A_disk_that_grows_by_half_a_percent_a_day_is_told_the_day_on_which_it_passes_eighty()
    {
        var course = Course(ForecastResolution.All[2], days: 60, static day => 70 + (day / 2));
        var passed = LimitOutlook.Of([course], new ForecastLimit(80));
        Assert.False(passed.IsPassed);
        Assert.InRange(passed.Point!.Value, Now + (19 * Day), Now + (23 * Day));
        Assert.InRange(passed.Earliest!.Value, Now, passed.Point.Value);
        Assert.True(passed.Latest is null || passed.Latest >= passed.Point);
        Assert.Null(LimitOutlook.Of([course], new ForecastLimit(95)).Point);
    }

    [Fact]
    public void What_is_past_a_limit_already_is_said_to_be()
    {
        var course = Course(ForecastResolution.All[2], days: 60, static _ => 85);
        Assert.Equal(new LimitOutlook(new ForecastLimit(80), true, Now, Now, Now), LimitOutlook.Of([course], new ForecastLimit(80)));
        Assert.True(LimitOutlook.Of([course], new ForecastLimit(90, Below: true)).IsPassed);
    }

    [Fact]
    public void A_coarse_course_tells_only_of_what_lies_beyond_a_finer_one()
    {
        // By its days it would pass 80 on the first of them; by its hours it does not within the week.
        var fine = Course(ForecastResolution.All[1], days: 20, static _ => 79);
        var coarse = Course(ForecastResolution.All[2], days: 60, static day => 79.9 + (day / 2));
        Assert.Equal(Now + (7 * Day), LimitOutlook.Of([fine, coarse], new ForecastLimit(80)).Point);
        Assert.Equal(Now + Day, LimitOutlook.Of([coarse], new ForecastLimit(80)).Point);
    }

    [Fact]
    public void A_success_rate_is_past_its_limit_below_it()
    {
        var course = Course(ForecastResolution.All[2], days: 60, static day => 99.5 + (-0.05 * day));
        var passed = LimitOutlook.Of([course], new ForecastLimit(99, Below: true));
        Assert.InRange(passed.Point!.Value, Now + (9 * Day), Now + (13 * Day));
        Assert.True(passed.Earliest <= passed.Point);
    }

    [Fact]
    public void Too_short_a_past_is_told_with_what_it_would_take()
    {
        var course = Course(ForecastResolution.All[1], days: 6, static _ => 50);
        Assert.Equal("6 days of values; a forecast for a week needs 7 days.", HorizonOutlook.Of(Disk, course, ForecastHorizon.Week, default).Reason);
        Assert.Equal("6 days of values; a forecast for a week needs 14 days.", HorizonOutlook.Of(Disk with { Kind = ForecastKind.Performance }, course, ForecastHorizon.Week, default).Reason);
        var day = HorizonOutlook.Of(Disk, course, ForecastHorizon.Day, default);
        Assert.Null(day.Reason);
        Assert.Equal((Now + Day, 2), (day.EndAt, day.BreachProbabilities.Count));
        Assert.Equal(50, day.End!.Value.Point, 6);
    }

    [Fact]
    public void An_entity_grows_by_its_longest_forecast_and_the_book_puts_the_soonest_full_first()
    {
        var (slow, soon, flat) = (Entity("a", static day => 60 + (day / 2)), Entity("b", static day => 78 + (day / 2)), Entity("c", static _ => 40));
        Assert.InRange(soon.GrowthPerDay, 0.4, 0.55);
        Assert.Null(flat.FirstPassed);
        var book = new ForecastBook([flat, slow, soon], [new RuleOutcome(Disk, 5, 2, null, default)], DateTimeOffset.UnixEpoch);
        Assert.Equal(["b", "a", "c"], book.Entities.Select(static e => e.Entity));
        Assert.Same(slow, book.Find("disk", "a"));
        Assert.Equal((2, null), (book.LeftOut, book.Find("disk", "d")));
        Assert.InRange(book.Backtest("disk", ForecastHorizon.Month)?.Mase ?? 0, 0, 1);
    }

    [Fact]
    public void No_more_than_all_of_something_is_forecast_to_be_used()
    {
        var course = Course(ForecastResolution.All[2], days: 60, static day => 98 + day);
        Assert.All(course.Forecast.Steps, static s => Assert.InRange(s.Upper95, s.Point, 100));
        Assert.Equal(100, course.Forecast.Steps[^1].Point);
    }

    [Fact]
    public void Room_that_a_rule_does_not_need_goes_to_the_others()
    {
        Assert.Equal([10, 45, 45], SeriesShares.Of([10, 100, 60], 100));
        Assert.Equal([1, 2], SeriesShares.Of([1, 2], 100));
        Assert.Equal([0, 0, 1], SeriesShares.Of([4, 4, 4], 1).Order());
    }

    [Fact]
    public void Standard_rules_can_be_asked_and_have_names_of_their_own()
    {
        Assert.All(StandardForecastRules.All, static r => Assert.Null(r.Complaint()));
        Assert.Equal(StandardForecastRules.All.Count, StandardForecastRules.All.Select(static r => r.Name).Distinct().Count());
        Assert.Equal("avg_over_time(a[1h])", (Disk with { Query = "avg_over_time(a[$step])" }).QueryFor(TimeSpan.FromHours(1)));
    }

    private static EntityOutlook Entity(string name, Func<double, double> value)
    {
        var course = Course(ForecastResolution.All[2], days: 60, value);
        return new EntityOutlook
        {
            Rule = Disk,
            Entity = name,
            Labels = Labels.Empty,
            Courses = [course],
            Horizons = [HorizonOutlook.Of(Disk, course, ForecastHorizon.Month, default)],
            Limits = [.. Disk.Limits.Select(l => LimitOutlook.Of([course], l))],
        };
    }

    // Values up to now, by days from now: those of the past have negative ones.
    private static SeriesCourse Course(ForecastResolution resolution, int days, Func<double, double> value)
    {
        var step = (long)resolution.Step.TotalMilliseconds;
        long[] times = [.. Enumerable.Range(0, (int)(days * Day / step)).Select(i => Now - (i * step)).Reverse()];
        return SeriesCourse.Of(Disk, resolution, new RangeSeries(Labels.Empty, times, [.. times.Select(t => value((t - Now) / (double)Day))]));
    }
}
