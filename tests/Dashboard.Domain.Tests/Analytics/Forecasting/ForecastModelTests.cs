using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Tests.Analytics.Forecasting;

/// <summary>Each model against values worked out by hand.</summary>
public sealed class ForecastModelTests
{
    [Fact]
    public void Holt_Winters_of_four_points_is_as_worked_out_by_hand()
    {
        // Level 16, seasons -5 and 5; errors -1, -0.5, 1.95, 0.875; then level 16.6625, seasons -4.81 and 5.075, phi 1.23125 / 5.0525.
        var point = new double[2];
        new HoltWinters(2).Forecast([10, 20, 12, 22], new HoltWinters.Smoothing(0.5, 0.2, 0), point);
        const double Phi = 1.23125 / 5.0525;
        Assert.Equal(16.6625 - 4.81 + (Phi * 0.875), point[0], 9);
        Assert.Equal(16.6625 + 5.075 + (Phi * Phi * 0.875), point[1], 9);
    }

    [Fact]
    public void Double_seasonal_Holt_Winters_carries_days_and_weeks_on()
    {
        // Two values a day, of which those of the second of two days are higher.
        double[] pattern = [1, 5, 3, 9];
        var series = Enumerable.Range(0, 24).Select(at => pattern[at % 4]).ToArray();
        var point = new double[8];
        new HoltWinters(2, 4).Forecast(series, point);
        for (var step = 0; step < 8; step++)
            Assert.Equal(pattern[step % 4], point[step], 6);
        new HoltWinters(2).Forecast(series, point);
        Assert.NotEqual(9, point[3], 0);
    }

    [Fact]
    public void Holt_Winters_follows_a_week_that_changed()
    {
        double[] before = [1, 5, 3, 9], after = [1, 5, 3, 15];
        var (point, series) = (new double[4], Enumerable.Range(0, 80).Select(at => (at < 40 ? before : after)[at % 4]).ToArray());
        new HoltWinters(2, 4).Forecast(series, point);
        for (var step = 0; step < 4; step++)
            Assert.Equal(after[step], point[step], 0.5);
    }

    [Fact]
    public void Holt_Winters_follows_a_level_that_moved()
    {
        var (point, series) = (new double[24], SyntheticSeries.Traffic(480, 17, noise: 1));
        foreach (ref var value in series.AsSpan(360))
            value += 100;
        new HoltWinters(24).Forecast(series, point);
        Assert.InRange(point.Average(), 185, 210);
    }

    [Fact]
    public void Damped_Holt_of_three_points_is_as_worked_out_by_hand()
    {
        // Level 10 and trend 2.5; after 12: 12.125 and 2.225; after 15: 14.56375 and 2.08975.
        var point = new double[2];
        DampedHolt.Forecast([10, 12, 15], new DampedHolt.Smoothing(0.5, 0.1, 0.9), point);
        Assert.Equal(16.444525, point[0], 9);
        Assert.Equal(18.1372225, point[1], 9);
    }

    [Fact]
    public void A_damped_trend_rises_less_with_each_step()
    {
        var point = new double[20];
        new DampedHolt().Forecast([.. Enumerable.Range(0, 30).Select(static at => 5.0 + (2 * at))], point);
        Assert.InRange(point[0], 64, 65.5);
        for (var step = 2; step < 20; step++)
            Assert.InRange(point[step] - point[step - 1], 0, point[step - 1] - point[step - 2]);
    }

    [Fact]
    public void Ridge_weights_of_neighbouring_lags_are_as_worked_out_by_hand()
    {
        // 3 of (2, 1) and 5 of (3, 2): (14 8; 8 6)·a = (21, 13), the penalty of 1 on the diagonal.
        Span<double> weights = stackalloc double[2];
        RidgeAutoregression.Fit([1, 2, 3, 5], [1, 2], weights);
        Assert.Equal(1.1, weights[0], 9);
        Assert.Equal(0.7, weights[1], 9);
    }

    [Fact]
    public void Ridge_weights_of_lags_apart_are_as_worked_out_by_hand()
    {
        // 5 of (3, 1) and 8 of (5, 2): (35 13; 13 6)·a = (55, 21).
        Span<double> weights = stackalloc double[2];
        RidgeAutoregression.Fit([1, 2, 3, 5, 8], [1, 3], weights);
        Assert.Equal(57 / 41.0, weights[0], 9);
        Assert.Equal(20 / 41.0, weights[1], 9);
    }

    [Fact]
    public void Sums_that_are_moved_along_are_those_that_are_added_up()
    {
        // All of one to twelve lags follow one another; of the even ones none does, so those are added up each by itself.
        var random = new Random(7);
        var z = Enumerable.Range(0, 300).Select(_ => SyntheticSeries.Normal(random)).ToArray();
        var all = new double[12];
        RidgeAutoregression.Fit(z, [.. Enumerable.Range(1, 12)], all);
        for (var lag = 1; lag <= 12; lag++)
        {
            // At the least of the sum of squares and penalty its slope by each weight is nothing.
            var slope = -RidgeAutoregression.Penalty * all[lag - 1];
            for (var at = 12; at < z.Length; at++)
                slope += z[at - lag] * (z[at] - Enumerable.Range(1, 12).Sum(l => all[l - 1] * z[at - l]));
            Assert.Equal(0, slope, 6);
        }
    }

    [Fact]
    public void The_weights_of_a_known_process_are_found_again()
    {
        var (random, z) = (new Random(11), new double[6000]);
        for (var at = 2; at < z.Length; at++)
            z[at] = (0.6 * z[at - 1]) + (0.25 * z[at - 2]) + (0.5 * SyntheticSeries.Normal(random));
        Span<double> weights = stackalloc double[3];
        RidgeAutoregression.Fit(z, [1, 2, 3], weights);
        Assert.Equal(0.6, weights[0], 0.04);
        Assert.Equal(0.25, weights[1], 0.04);
        Assert.Equal(0, weights[2], 0.04);
    }

    [Fact]
    public void An_autoregression_that_would_grow_for_ever_stays_within_a_range_of_the_values_own()
    {
        var (point, series) = (new double[500], Enumerable.Range(0, 60).Select(static at => Math.Pow(-1.1, at)).ToArray());
        new RidgeAutoregression([1]).Forecast(series, point);
        var (low, high) = (series.Min(), series.Max());
        Assert.All(point, value => Assert.InRange(value, low - (high - low) - 1e-6, high + (high - low) + 1e-6));
        Assert.True(point.Max() > high);
    }

    [Fact]
    public void The_naive_model_repeats_the_season_that_was_nearer()
    {
        var point = new double[6];
        new SeasonalNaive(2).Forecast([9, 9, 1, 2], point);
        Assert.Equal([1, 2, 1, 2, 1, 2], point);
        new SeasonalNaive(2, 4).Forecast([1, 2, 7, 8, 1, 2, 7, 8], point);
        Assert.Equal([1, 2, 7, 8, 1, 2], point);
        new SeasonalNaive(2, 4).Forecast([1, 2, 1, 2, 1, 2, 1, 2, 5, 6], point);
        Assert.Equal([5, 6, 5, 6, 5, 6], point);
    }

    [Fact]
    public void Naive2_takes_the_season_off_and_puts_it_on_again()
    {
        var (point, series) = (new double[3], Enumerable.Range(0, 12).Select(static at => at % 2 == 0 ? 10.0 : 20).ToArray());
        Assert.True(Naive2.IsSeasonal(series, 2));
        Assert.Equal([2 / 3.0, 4 / 3.0], new Naive2(2).Indices(series), static (a, b) => Math.Abs(a - b) < 1e-12);
        // 18 at the place of 20s is 13.5 without its season, as the moving averages leave the last value out.
        series[^1] = 18;
        new Naive2(2).Forecast(series, point);
        var indices = new Naive2(2).Indices(series);
        Assert.Equal([18 / indices[1] * indices[0], 18, 18 / indices[1] * indices[0]], point, static (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Naive2_repeats_the_last_value_where_no_season_shows()
    {
        var point = new double[2];
        new Naive2(4).Forecast([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7], point);
        Assert.Equal([7, 7], point);
        var spikes = Enumerable.Range(0, 36).Select(static at => at % 12 == 5 ? 9.0 : 1).ToArray();
        Assert.True(Naive2.IsSeasonal(spikes, 12));
        Assert.False(Naive2.IsSeasonal(spikes.AsSpan(0, 35), 12));
    }
}
