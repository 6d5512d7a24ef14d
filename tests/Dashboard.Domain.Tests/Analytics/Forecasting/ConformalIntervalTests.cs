using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Tests.Analytics.Forecasting;

public sealed class ConformalIntervalTests
{
    [Theory]
    [InlineData(9, 0.8, 8)]
    [InlineData(10, 0.8, 9)]
    [InlineData(19, 0.95, 19)]
    [InlineData(20, 0.95, 20)]
    [InlineData(84, 0.95, 81)]
    [InlineData(3, 0.95, 3)]
    public void The_rank_is_that_of_one_more_than_there_are_and_at_most_the_largest(int count, double level, int rank) =>
        Assert.Equal(rank, ConformalIntervals.Rank(count, level));

    [Fact]
    public void Half_the_width_is_the_error_of_that_rank()
    {
        var intervals = new ConformalIntervals([5, 3, 12, 1, 9, 7, 2, 11, 4, 10, 6, 8], tested: 1);
        Assert.Equal((11, 12), intervals.At(0));
    }

    [Fact]
    public void Errors_up_to_three_steps_apart_are_taken_together()
    {
        var intervals = new ConformalIntervals([1, 2, 3, 4, 5, 6, 7, 8], tested: 8);
        Assert.Equal(4, intervals.At(0).Half80);
        Assert.Equal(7, intervals.At(3).Half80);
        Assert.Equal(8, intervals.At(7).Half95);
    }

    [Fact]
    public void Past_what_was_tested_the_width_grows_by_the_square_root_of_the_distance() =>
        Assert.Equal(16, new ConformalIntervals([1, 2, 3, 4, 5, 6, 7, 8], tested: 8).At(31).Half95, 9);

    [Fact]
    public void An_origin_is_held_against_the_intervals_of_the_others_only()
    {
        // Of one to five only five is outside of what the other four allow.
        Assert.Equal((0.8, 0.8), ConformalIntervals.Coverage([1, 2, 3, 4, 5], tested: 1, step: 0));
        Assert.Equal((double.NaN, double.NaN), ConformalIntervals.Coverage([1, 2], tested: 2, step: 0));
    }

    [Fact]
    public void Eighty_and_ninety_five_of_a_hundred_values_lie_in_the_intervals_of_series_of_days_and_weeks()
    {
        var (within80, within95, all) = (0, 0, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            var series = SyntheticSeries.Traffic(748, seed);
            var forecast = Forecaster.Forecast(series.AsSpan(0, 700), 48, Seasons.Daily(24));
            for (var step = 0; step < 48; step++, all++)
            {
                var (came, said) = (series[700 + step], forecast.Steps[step]);
                within80 += came >= said.Lower80 && came <= said.Upper80 ? 1 : 0;
                within95 += came >= said.Lower95 && came <= said.Upper95 ? 1 : 0;
            }
        }
        Assert.InRange((double)within80 / all, 0.76, 0.85);
        Assert.InRange((double)within95 / all, 0.92, 0.98);
    }

    [Fact]
    public void The_backtests_tell_the_same_coverage()
    {
        var forecast = Forecaster.Forecast(SyntheticSeries.Traffic(700, 5), 48, Seasons.Daily(24));
        Assert.InRange(forecast.Backtests[0].Mean.Coverage80, 0.72, 0.88);
        Assert.InRange(forecast.Backtests[0].Mean.Coverage95, 0.9, 0.99);
    }
}
