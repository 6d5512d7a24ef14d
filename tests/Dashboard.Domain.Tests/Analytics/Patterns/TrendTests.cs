using Dashboard.Domain.Analytics.Patterns;

namespace Dashboard.Domain.Tests.Analytics.Patterns;

public sealed class TrendTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.6)]
    public void A_rise_is_found_with_its_slope_whether_the_noise_remembers_or_not(double coefficient)
    {
        var noise = MadeSeries.Remembering(1, 1440, coefficient);
        var trend = Trend.Find(MadeSeries.Of(1440, i => 50 + (0.01 * i) + noise[i]));
        Assert.NotNull(trend);
        Assert.Equal(0.96, trend.SlopePerDay, 0.1);
        Assert.Equal(50, trend.From, 1.2);
        Assert.Equal(64.4, trend.To, 1.2);
        Assert.InRange(trend.Confidence, 0.99, 1);
        Assert.InRange(trend.Tau, 0.5, 1);
    }

    [Fact]
    public void A_fall_has_a_slope_below_zero_and_extremes_do_not_bend_it()
    {
        var noise = MadeSeries.White(2, 960);
        var trend = Trend.Find(MadeSeries.Of(960, i => i % 50 == 0 ? 900 : 100 - (0.05 * i) + noise[i]))!;
        Assert.Equal(-4.8, trend.SlopePerDay, 0.3);
    }

    [Fact]
    public void A_disk_that_fills_by_uneven_strides_has_a_trend()
    {
        var strides = MadeSeries.White(5, 960);
        var filled = 100.0;
        var trend = Trend.Find(MadeSeries.Of(960, i => filled += 0.2 + Math.Abs(strides[i])))!;
        Assert.Equal(96, trend.SlopePerDay, 10.0);
        Assert.True(trend.Confidence > 0.99);
    }

    [Fact]
    public void A_step_a_wave_and_a_rise_too_small_to_matter_are_no_trend()
    {
        var noise = MadeSeries.White(3, 960);
        Assert.Null(Trend.Find(MadeSeries.Of(960, i => (i < 480 ? 10 : 10.1) + (0.5 * noise[i]))));
        Assert.Null(Trend.Find(MadeSeries.Of(960, i => (5 * Math.Sin(2 * Math.PI * i / 960)) + (0.2 * noise[i]))));
        Assert.Null(Trend.Find(MadeSeries.Of(960, i => 1000 + (0.01 * i) + (0.01 * noise[i]))));
    }

    [Fact]
    public void Of_too_few_values_or_of_one_value_nothing_is_said()
    {
        Assert.Null(Trend.Find(MadeSeries.Of(10, static i => i)));
        Assert.Null(Trend.Find(MadeSeries.Of(960, static _ => 7)));
        Assert.Null(Trend.Find(MadeSeries.Of(960, static _ => double.NaN)));
    }
}
