using Dashboard.Domain.Analytics.Patterns;

namespace Dashboard.Domain.Tests.Analytics.Patterns;

public sealed class SeasonalityTests
{
    private const int DayLength = 96;

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void A_daily_course_is_found_with_the_strength_that_it_has_and_the_hour_of_its_peak(double noise)
    {
        var white = MadeSeries.White(7, 14 * DayLength);
        // A sine has half its squared height as variance.
        var series = MadeSeries.Of(white.Length, i => 100 + Math.Cos(2 * Math.PI * (i - 80) / DayLength) + (noise * white[i]));
        var season = Assert.Single(Seasonality.Find(series, out var remainder));

        Assert.Equal((TimeSpan.FromDays(1), 14), (season.Period, season.Cycles));
        Assert.Equal(0.5 / (0.5 + (noise * noise)), season.Strength, 0.06);
        Assert.InRange(season.PeakAt.TotalHours, 20 - 1 - noise, 20 + 1 + noise);
        Assert.InRange(season.LowestAt.TotalHours, 8 - 1 - noise, 8 + 1 + noise);
        Assert.InRange(season.Confidence, 0.9, 1);
        Assert.InRange(Spread(remainder.Values), 0.8 * noise, 1.1 * noise);
    }

    [Fact]
    public void A_trend_under_the_season_and_a_beginning_within_the_day_change_neither_strength_nor_hour()
    {
        var series = MadeSeries.Of(500, i => (0.05 * i) + Math.Cos(2 * Math.PI * (i + 30 - 80) / DayLength), from: MadeSeries.Monday + (30 * MadeSeries.Quarter));
        var season = Assert.Single(Seasonality.Find(series, out var remainder));
        Assert.True(season.Strength > 0.95);
        Assert.InRange(season.PeakAt.TotalHours, 19.5, 20.5);
        // What is left is the line.
        Assert.True(Math.Abs(remainder.Values[499] - remainder.Values[0] - (0.05 * 499)) < 0.3);
    }

    [Fact]
    public void A_week_is_found_beside_the_day_with_the_day_of_its_peak()
    {
        var white = MadeSeries.White(3, 21 * DayLength);
        var series = MadeSeries.Of(white.Length, i => (2 * Math.Cos(2 * Math.PI * (i - 80) / DayLength)) + (i / DayLength % 7 == 4 ? 3 : 0) + (0.3 * white[i]));
        var seasons = Seasonality.Find(series, out _);
        Assert.Equal([1, 7], seasons.Select(static s => s.Period.TotalDays));
        // Friday.
        Assert.Equal(4, (int)seasons[1].PeakAt.TotalDays);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(14)]
    public void A_level_that_changed_is_no_week(int day)
    {
        var white = MadeSeries.White(6, 22 * DayLength);
        Assert.Empty(Seasonality.Find(MadeSeries.Of(white.Length, i => (i < day * DayLength ? 10 : 30) + white[i]), out _));
    }

    [Fact]
    public void A_week_of_like_days_is_no_season_of_its_own() =>
        Assert.Equal([1], Seasonality.Find(MadeSeries.Of(21 * DayLength, static i => Math.Cos(2 * Math.PI * i / DayLength)), out _).Select(static s => s.Period.TotalDays));

    [Fact]
    public void Missing_values_are_borne_and_where_too_much_is_missing_nothing_is_said()
    {
        double Day(int i) => Math.Cos(2 * Math.PI * i / DayLength);
        Assert.Single(Seasonality.Find(MadeSeries.Of(7 * DayLength, i => i % 9 == 0 ? double.NaN : Day(i)), out _));
        Assert.Empty(Seasonality.Find(MadeSeries.Of(7 * DayLength, i => i % 3 == 0 ? double.NaN : Day(i)), out _));
        Assert.Empty(Seasonality.Find(MadeSeries.Of(7 * DayLength, static _ => 5), out _));
        Assert.Empty(Seasonality.Find(MadeSeries.Of(2 * DayLength, Day), out _));
        Assert.Empty(Seasonality.Find(MadeSeries.Of(0, Day), out _));
    }

    [Fact]
    public void The_same_series_gives_the_same_answer()
    {
        var series = new SteppedSeries(MadeSeries.Monday, MadeSeries.Quarter, [.. MadeSeries.Remembering(5, 960, 0.8).Select(static (v, i) => v + (2 * Math.Cos(2 * Math.PI * i / DayLength)))]);
        Assert.Equal(Seasonality.Find(series, out _), Seasonality.Find(series, out _));
    }

    private static double Spread(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
