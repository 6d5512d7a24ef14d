using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Tests.Analytics.Forecasting;

public sealed class LimitCrossingTests
{
    private static readonly Forecast Rising = Of(50, [60, 70, 80, 90, 100]);

    [Fact]
    public void A_limit_is_passed_by_the_upper_bound_first_and_by_the_lower_one_last()
    {
        Assert.Equal(new LimitCrossing(3, 1, 5), Rising.Crosses(75));
        Assert.Equal(new LimitCrossing(3, 2, 4), Rising.Crosses(75, level: 80));
    }

    [Fact]
    public void What_does_not_happen_within_the_horizon_is_told_as_nothing()
    {
        Assert.Equal(new LimitCrossing(4, 2, null), Rising.Crosses(89));
        Assert.Equal(new LimitCrossing(null, 4, null), Rising.Crosses(105));
        Assert.Equal(default, Rising.Crosses(200));
        Assert.Equal(default, new Forecast { Steps = [], Reason = "Too short." }.Crosses(1));
    }

    [Fact]
    public void A_series_above_a_limit_passes_it_downwards()
    {
        var falling = Of(100, [90, 80, 70, 60, 50]);
        Assert.Equal(new LimitCrossing(3, 1, 5), falling.Crosses(75));
        Assert.Equal(new LimitCrossing(3, 2, 4), falling.Crosses(75, level: 80));
    }

    [Fact]
    public void What_reaches_a_limit_has_not_passed_it() => Assert.Equal(new LimitCrossing(4, 2, null), Rising.Crosses(80));

    [Fact]
    public void Intervals_of_other_levels_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(static () => Rising.Crosses(1, level: 90));

    [Fact]
    public void A_link_that_fills_up_passes_ninety_percent_when_its_trend_says_so()
    {
        var random = new Random(3);
        var forecast = Forecaster.Forecast([.. Enumerable.Range(0, 100).Select(at => 30 + (0.5 * at) + (0.4 * SyntheticSeries.Normal(random)))], 52, Seasons.None);
        var (step, earliest, latest) = forecast.Crosses(82);
        Assert.NotNull(step);
        Assert.InRange(step.Value, 4, 10);
        Assert.InRange(earliest!.Value, 1, step.Value);
        Assert.True(latest is null || latest >= step);
    }

    /// <summary>Ten to either side at 80 %, twenty at 95 %.</summary>
    private static Forecast Of(double last, double[] points) =>
        new() { Last = last, Steps = [.. points.Select(static p => new ForecastStep(p, p - 10, p + 10, p - 20, p + 20))] };
}
