using Dashboard.Domain.Analytics.Patterns;

namespace Dashboard.Domain.Tests.Analytics.Patterns;

public sealed class ChangePointTests
{
    [Fact]
    public void A_level_that_changed_is_found_with_its_time_and_with_what_was_before_and_after()
    {
        var white = MadeSeries.White(1, 360);
        var change = Assert.Single(ChangePoint.Find(MadeSeries.Of(360, i => (i < 200 ? 10 : 16) + white[i], MadeSeries.Minute)));
        Assert.InRange((change.At - MadeSeries.Monday) / MadeSeries.Minute, 198, 202);
        Assert.Equal(10, change.Before, 0.3);
        Assert.Equal(16, change.After, 0.3);
        Assert.InRange(change.Confidence, 0.999, 1);
    }

    [Fact]
    public void Two_changes_are_two_and_an_end_that_is_back_where_it_began_hides_neither()
    {
        var white = MadeSeries.Remembering(2, 720, 0.5);
        var changes = ChangePoint.Find(MadeSeries.Of(720, i => (i is >= 300 and < 420 ? 0 : 12) + white[i], MadeSeries.Minute));
        Assert.Equal(2, changes.Count);
        Assert.InRange((changes[0].At - MadeSeries.Monday) / MadeSeries.Minute, 297, 303);
        Assert.InRange((changes[1].At - MadeSeries.Monday) / MadeSeries.Minute, 417, 423);
        Assert.True(changes[0].After < changes[0].Before && changes[1].After > changes[1].Before);
    }

    [Fact]
    public void A_clean_step_is_found_to_the_value()
    {
        var change = Assert.Single(ChangePoint.Find(MadeSeries.Of(360, static i => i < 150 ? 1 : 2, MadeSeries.Minute)));
        Assert.Equal(MadeSeries.Monday + (150 * MadeSeries.Minute), change.At);
        Assert.Equal((1, 2), (change.Before, change.After));
    }

    [Fact]
    public void Nearly_all_changes_of_three_deviations_are_found_at_their_place() =>
        Assert.True(MadeSeries.Count(50, static seed =>
        {
            var white = MadeSeries.White(seed, 360);
            return ChangePoint.Find(MadeSeries.Of(360, i => (i < 250 ? 0 : 3) + white[i], MadeSeries.Minute)) is [var change] && Math.Abs(((change.At - MadeSeries.Monday) / MadeSeries.Minute) - 250) <= 6;
        }) >= 47);

    [Fact]
    public void Neither_a_slope_nor_a_wave_nor_a_single_peak_is_a_change_of_level()
    {
        var white = MadeSeries.White(4, 360);
        Assert.Empty(ChangePoint.Find(MadeSeries.Of(360, i => (0.05 * i) + white[i], MadeSeries.Minute)));
        Assert.Empty(ChangePoint.Find(MadeSeries.Of(360, i => (8 * Math.Cos(2 * Math.PI * i / 400)) + white[i], MadeSeries.Minute)));
        Assert.Empty(ChangePoint.Find(MadeSeries.Of(360, i => (i is >= 100 and < 103 ? 50 : 0) + white[i], MadeSeries.Minute)));
        Assert.Empty(ChangePoint.Find(MadeSeries.Of(360, static i => i % 40 == 0 ? 9 : 0, MadeSeries.Minute)));
    }

    [Fact]
    public void Noise_that_is_measured_every_quarter_of_an_hour_and_asked_for_every_minute_has_no_levels() =>
        Assert.True(MadeSeries.Count(40, static seed => MadeSeries.White(seed, 40) is var white && ChangePoint.Find(MadeSeries.Of(600, i => white[i / 15], MadeSeries.Minute)).Count > 0) <= 1);

    [Fact]
    public void A_change_that_is_small_beside_its_level_is_no_news() =>
        Assert.Empty(ChangePoint.Find(MadeSeries.Of(360, static i => (i < 200 ? 1000 : 1010) + (i % 2), MadeSeries.Minute)));

    [Fact]
    public void Of_too_few_values_or_of_one_value_nothing_is_said()
    {
        Assert.Empty(ChangePoint.Find(MadeSeries.Of(20, static i => i < 10 ? 1 : 2)));
        Assert.Empty(ChangePoint.Find(MadeSeries.Of(360, static _ => 3)));
        Assert.Empty(ChangePoint.Find(MadeSeries.Of(360, static _ => double.NaN)));
        Assert.Empty(ChangePoint.Find(MadeSeries.Of(0, static _ => 0)));
    }
}
