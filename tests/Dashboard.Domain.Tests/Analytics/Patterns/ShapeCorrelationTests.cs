using Dashboard.Domain.Analytics.Patterns;

namespace Dashboard.Domain.Tests.Analytics.Patterns;

public sealed class ShapeCorrelationTests
{
    [Fact]
    public void What_moves_alike_is_found_with_who_leads_and_by_how_much_whatever_the_units()
    {
        var cause = MadeSeries.Remembering(1, 400, 0.5);
        var other = MadeSeries.Remembering(2, 400, 0.5);
        var noise = MadeSeries.White(3, 400);
        var follower = Series(i => (1e6 * (cause[Math.Max(0, i - 3)] + (0.2 * noise[i]))) + 5e8);
        var found = Assert.Single(ShapeCorrelation.Within([follower, Series(i => other[i]), Series(i => cause[i])], 10));
        Assert.Equal((2, 0, TimeSpan.FromMinutes(3)), (found.First, found.Second, found.Lag));
        Assert.InRange(found.Correlation, 0.95, 1);
        Assert.InRange(found.Confidence, 0.99, 1);
    }

    [Fact]
    public void What_moves_against_each_other_has_a_correlation_below_zero_and_what_moves_at_once_no_lag()
    {
        var cause = MadeSeries.Remembering(4, 300, 0.3);
        var found = Assert.Single(ShapeCorrelation.Within([Series(i => cause[i]), Series(i => 10 - (2 * cause[i]))], 10));
        Assert.Equal((0, 1, TimeSpan.Zero), (found.First, found.Second, found.Lag));
        Assert.InRange(found.Correlation, -1, -0.99);
    }

    [Fact]
    public void One_peak_that_two_series_share_is_not_a_shape()
    {
        var (a, b) = (MadeSeries.White(5, 300), MadeSeries.White(6, 300));
        Assert.Empty(ShapeCorrelation.Within([Series(i => a[i] + (i == 150 ? 1000 : 0)), Series(i => b[i] + (i == 150 ? 1000 : 0))], 5));
    }

    [Fact]
    public void Two_slow_walks_have_too_few_values_of_their_own_to_be_sure_of()
    {
        // They go together by chance often enough; they are not told of.
        Assert.True(MadeSeries.Count(40, static seed => ShapeCorrelation.Within([new(0, MadeSeries.Minute, MadeSeries.Remembering(seed, 300, 1)), new(0, MadeSeries.Minute, MadeSeries.Remembering(500 + seed, 300, 1))], 30).Count > 0) <= 1);
    }

    [Fact]
    public void A_group_is_bounded_and_what_stands_still_is_no_member()
    {
        var cause = MadeSeries.White(7, 200);
        var many = Enumerable.Range(0, 40).Select(_ => Series(i => cause[i], 200)).ToList();
        Assert.Equal(ShapeCorrelation.MostMembers * (ShapeCorrelation.MostMembers - 1) / 2, ShapeCorrelation.Within(many, 2).Count);
        Assert.Empty(ShapeCorrelation.Within([Series(static _ => 1), Series(i => cause[i % 200])], 2));
        Assert.Empty(ShapeCorrelation.Within([], 2));
    }

    private static SteppedSeries Series(Func<int, double> value, int count = 300) => MadeSeries.Of(count, value, MadeSeries.Minute);
}
