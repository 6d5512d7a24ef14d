using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Tests.Analytics.Forecasting;

public sealed class ForecasterTests
{
    private static readonly Seasons Hourly = Seasons.Daily(24);

    [Fact]
    public void Days_and_weeks_are_carried_on_by_the_median_of_four_models()
    {
        var series = SyntheticSeries.Traffic(748, 1, noise: 1);
        var forecast = Forecaster.Forecast(series.AsSpan(0, 700), 48, Hourly);
        Assert.Null(forecast.Reason);
        Assert.Equal(["autoregression over 34 lags", "double-seasonal Holt-Winters", "seasonal naive", "autoregression over 168 lags"], forecast.Models);
        Assert.Equal(12, forecast.Origins);
        for (var step = 0; step < 48; step++)
            Assert.Equal(series[700 + step], forecast.Steps[step].Point, 5.0);
    }

    [Fact]
    public void The_median_does_better_in_the_backtests_than_the_naive_model()
    {
        var backtests = Forecaster.Forecast(SyntheticSeries.Traffic(700, 2), 48, Hourly).Backtests;
        Assert.Equal(5, backtests.Count);
        Assert.Equal(Forecast.Median, backtests[0].Model);
        var naive = backtests.Single(static b => b.Model == "seasonal naive").Mean;
        Assert.InRange(backtests[0].Mean.Mase, 0.3, naive.Mase * 0.9);
        Assert.InRange(backtests[0].Mean.Smape, 1, naive.Smape * 0.9);
        Assert.Equal(48, backtests[0].Steps.Count);
    }

    [Fact]
    public void Backtests_know_nothing_of_what_came_after_their_origin()
    {
        var series = SyntheticSeries.Traffic(400, 3);
        var plan = Backtests.Plan(400, 200, 24, 24);
        var before = new Backtests(series, [new DampedHolt(), new HoltWinters(24)], plan, 0).Errors;
        for (var at = 376; at < 400; at++)
            series[at] *= 50;
        var after = new Backtests(series, [new DampedHolt(), new HoltWinters(24)], plan, 0).Errors;
        // The last two origins are tested against what was changed; what the others say and are held against was before it.
        Assert.Equal((12, 16, 24), plan);
        Assert.Equal(before[..^48], after[..^48]);
        Assert.NotEqual(before[^1], after[^1]);
    }

    [Fact]
    public void Origins_are_a_season_apart_where_there_is_room_and_closer_where_there_is_not()
    {
        Assert.Equal((12, 24, 48), Backtests.Plan(700, 336, 48, 24));
        Assert.Equal((12, 10, 48), Backtests.Plan(504, 336, 48, 24));
        Assert.Equal((3, 1, 2), Backtests.Plan(8, 4, 48, 1));
    }

    [Fact]
    public void What_was_never_negative_is_not_forecast_to_be()
    {
        var random = new Random(4);
        var series = Enumerable.Range(0, 400).Select(at => Math.Max(0, (3 * Math.Sin(2 * Math.PI * at / 24)) + random.NextDouble())).ToArray();
        var forecast = Forecaster.Forecast(series, 48, Hourly);
        Assert.True(forecast.IsNeverNegative);
        Assert.All(forecast.Steps, static step => Assert.True(step.Lower95 >= 0 && step.Lower80 >= 0 && step.Point >= 0));
        series[7] = -0.1;
        forecast = Forecaster.Forecast(series, 48, Hourly);
        Assert.False(forecast.IsNeverNegative);
        Assert.Contains(forecast.Steps, static step => step.Lower95 < 0);
    }

    [Fact]
    public void What_falls_to_nothing_stays_there()
    {
        double[] falling = [.. Enumerable.Range(0, 40).Select(static at => 80.0 - (2 * at))];
        Assert.Equal(0, Forecaster.Forecast(falling, 10, Seasons.None).Steps[9].Point);
        falling[3] = -1;
        Assert.True(Forecaster.Forecast(falling, 10, Seasons.None).Steps[9].Point < 0);
    }

    [Fact]
    public void Intervals_hold_the_point_and_one_another() =>
        Assert.All(Forecaster.Forecast(SyntheticSeries.Traffic(300, 6), 100, Hourly).Steps, static step =>
        {
            Assert.True(step.Lower95 <= step.Lower80 && step.Lower80 <= step.Point);
            Assert.True(step.Point <= step.Upper80 && step.Upper80 <= step.Upper95);
        });

    [Fact]
    public void Missing_values_are_filled_by_the_seasons_neighbours_and_counted()
    {
        double[] values = [1, 10, double.NaN, 20, 5, double.NaN];
        Assert.Equal(2, SeasonalGaps.Fill(values, 2));
        Assert.Equal([1, 10, 3, 20, 5, 20], values);
        double[] lined = [1, double.NaN, double.PositiveInfinity, 7];
        SeasonalGaps.Fill(lined, 1);
        Assert.Equal([1, 3, 5, 7], lined);
    }

    [Fact]
    public void A_place_that_is_missing_in_all_seasons_lies_on_the_line_between_its_neighbours()
    {
        double[] values = [1, double.NaN, 3, 1, double.NaN, 3];
        SeasonalGaps.Fill(values, 3);
        Assert.Equal([1, 2, 3, 1, 2, 3], values);
    }

    [Fact]
    public void A_day_without_values_changes_a_forecast_little()
    {
        var series = SyntheticSeries.Traffic(700, 8, noise: 1);
        var whole = Forecaster.Forecast(series, 24, Hourly);
        series.AsSpan(500, 24).Fill(double.NaN);
        var forecast = Forecaster.Forecast(series, 24, Hourly);
        Assert.Equal(24, forecast.Filled);
        for (var step = 0; step < 24; step++)
            Assert.Equal(whole.Steps[step].Point, forecast.Steps[step].Point, 2.5);
    }

    [Fact]
    public void There_is_no_forecast_of_what_is_missing_for_the_most_part()
    {
        var series = SyntheticSeries.Traffic(200, 9);
        series.AsSpan(20, 51).Fill(double.NaN);
        var forecast = Forecaster.Forecast(series, 24, Hourly);
        Assert.Empty(forecast.Steps);
        Assert.Equal("51 of 200 values are missing; with more than a quarter missing a forecast would be guessed.", forecast.Reason);
        Assert.Equal("7 values are too few for a forecast; 8 are the least.", Forecaster.Forecast([double.NaN, 1, 2, 3, 4, 5, 6, 7], 3, Hourly).Reason);
        Assert.Equal("0 values are too few for a forecast; 8 are the least.", Forecaster.Forecast([], 3, Hourly).Reason);
    }

    [Theory]
    [InlineData(95, "damped Holt")]
    [InlineData(96, "Holt-Winters")]
    [InlineData(503, "Holt-Winters")]
    [InlineData(504, "double-seasonal Holt-Winters")]
    public void Four_days_show_a_day_and_three_weeks_a_week(int count, string model) =>
        Assert.Contains(model, Forecaster.Forecast(SyntheticSeries.Traffic(count, 10), 24, Hourly).Models);

    [Fact]
    public void What_has_no_season_is_carried_on_by_its_trend()
    {
        var random = new Random(12);
        var series = Enumerable.Range(0, 104).Select(at => 40 + (0.25 * at) + (0.3 * SyntheticSeries.Normal(random))).ToArray();
        var forecast = Forecaster.Forecast(series, 8, Seasons.None);
        Assert.Equal(["damped Holt"], forecast.Models);
        Assert.InRange(forecast.Steps[7].Point, 66, 68.5);
    }

    [Fact]
    public void What_never_changed_is_not_expected_to()
    {
        var values = new double[700];
        foreach (var constant in (double[])[0, 7.3, -2])
        {
            values.AsSpan().Fill(constant);
            Assert.All(Forecaster.Forecast(values, 48, Hourly).Steps, step =>
            {
                Assert.Equal(constant, step.Point, 9);
                Assert.Equal(constant, step.Upper95, 9);
                Assert.Equal(constant, step.Lower95, 9);
            });
        }
    }

    [Theory]
    [InlineData(3, 0.15)]
    [InlineData(7, 0.06)]
    public void A_level_that_shifted_days_ago_is_carried_on(int days, double within)
    {
        for (var seed = 13; seed < 16; seed++)
        {
            var series = SyntheticSeries.Traffic(700, seed);
            foreach (ref var value in series.AsSpan(700 - (24 * days)))
                value += 200;
            var forecast = Forecaster.Forecast(series, 24, Hourly);
            // A day has a mean of about 97 at the old level and 297 at the new one.
            Assert.InRange(forecast.Steps.Average(static step => step.Point), 297 * (1 - within), 297 * (1 + within));
            Assert.True(forecast.Steps.Average(static step => step.Upper95) > 297 && forecast.Steps.Average(static step => step.Lower95) < 297);
        }
    }

    [Fact]
    public void What_comes_now_and_then_is_expected_between_nothing_and_its_usual_size()
    {
        var random = new Random(14);
        var series = Enumerable.Range(0, 700).Select(_ => random.Next(5) == 0 ? 10.0 : 0).ToArray();
        var forecast = Forecaster.Forecast(series, 48, Hourly);
        Assert.InRange(forecast.Steps.Average(static step => step.Point), 0.2, 4);
        Assert.All(forecast.Steps, static step => Assert.InRange(step.Upper95, 5, 20));
    }

    [Fact]
    public void A_month_of_hours_is_forecast_from_six_weeks_and_is_less_sure_with_time()
    {
        var forecast = Forecaster.Forecast(SyntheticSeries.Traffic(1000, 15), 720, Hourly);
        Assert.Equal(720, forecast.Steps.Count);
        Assert.All(forecast.Steps, static step => Assert.InRange(step.Point, 30, 160));
        Assert.True(forecast.Steps[719].Upper95 - forecast.Steps[719].Lower95 > forecast.Steps[23].Upper95 - forecast.Steps[23].Lower95);
    }

    [Fact]
    public void Whatever_the_length_and_the_season_a_forecast_is_finite_and_as_long_as_asked_for()
    {
        var random = new Random(16);
        for (var round = 0; round < 150; round++)
        {
            var (season, horizon) = (random.Next(1, 40), random.Next(1, 60));
            var size = Math.Pow(10, random.Next(-9, 16));
            var series = Enumerable.Range(0, random.Next(10, 420)).Select(_ => random.Next(12) == 0 ? double.NaN : size * Math.Round(SyntheticSeries.Normal(random), random.Next(2))).ToArray();
            var forecast = Forecaster.Forecast(series, horizon, Seasons.Of(season));
            if (forecast.Reason is not null)
                continue;
            Assert.Equal(horizon, forecast.Steps.Count);
            Assert.All(forecast.Steps, static step => Assert.True(double.IsFinite(step.Point) && double.IsFinite(step.Lower95) && double.IsFinite(step.Upper95)));
        }
    }

    [Fact]
    public void Horizons_and_seasons_out_of_their_bounds_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => Forecaster.Forecast([1, 2], 0, Hourly));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Forecaster.Forecast([1, 2], 1001, Hourly));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Forecaster.Forecast([1, 2], 1, new Seasons(0)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Forecaster.Forecast([1, 2], 1, new Seasons(24, 100)));
    }

    [Fact]
    public void The_short_autoregression_has_34_lags_of_hourly_series()
    {
        Assert.Equal(Enumerable.Range(1, 34), Forecaster.NearLags(24, 0));
        var weekly = Forecaster.NearLags(24, 168);
        Assert.Equal([.. Enumerable.Range(1, 25), 48, 49, 72, 96, 120, 144, 167, 168, 169], weekly);
    }
}
