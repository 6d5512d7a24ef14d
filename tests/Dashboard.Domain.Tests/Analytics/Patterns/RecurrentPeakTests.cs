using Dashboard.Domain.Analytics.Patterns;

namespace Dashboard.Domain.Tests.Analytics.Patterns;

public sealed class RecurrentPeakTests
{
    private const int DayLength = 96;
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    [Fact]
    public void A_backup_each_night_is_found_with_its_hour_length_and_height_over_a_daily_course()
    {
        var noise = MadeSeries.White(1, 14 * DayLength);
        var peak = Assert.Single(RecurrentPeak.Find(MadeSeries.Of(noise.Length, i => 50 + (20 * Math.Cos(2 * Math.PI * (i - 80) / DayLength)) + (i % DayLength is 8 or 9 ? 40 : 0) + noise[i]), OneDay));
        Assert.Equal((OneDay, TimeSpan.FromHours(2), TimeSpan.FromMinutes(30)), (peak.Period, peak.At, peak.Length));
        Assert.Equal(40, peak.Height, 3.0);
        Assert.Equal((14, 14), (peak.Seen, peak.Cycles));
    }

    [Fact]
    public void What_was_missed_now_and_then_still_comes_back_and_what_happened_once_does_not()
    {
        var noise = MadeSeries.White(2, 10 * DayLength);
        var peak = Assert.Single(RecurrentPeak.Find(MadeSeries.Of(noise.Length, i => (i % DayLength == 40 && i / DayLength != 3 ? 15 : 0) + noise[i]), OneDay));
        Assert.Equal((9, 10), (peak.Seen, peak.Cycles));
        Assert.Empty(RecurrentPeak.Find(MadeSeries.Of(noise.Length, i => (i == 400 ? 10_000 : 0) + noise[i]), OneDay));
    }

    [Fact]
    public void A_dip_that_comes_back_has_a_height_below_zero_and_begins_where_the_clock_says()
    {
        var noise = MadeSeries.White(3, 8 * DayLength);
        var from = MadeSeries.Monday + (10 * MadeSeries.Quarter);
        var peak = Assert.Single(RecurrentPeak.Find(MadeSeries.Of(noise.Length, i => ((i + 10) % DayLength == 20 ? -12 : 0) + noise[i], from: from), OneDay));
        Assert.Equal(TimeSpan.FromHours(5), peak.At);
        Assert.True(peak.Height < -8);
    }

    [Fact]
    public void A_season_alone_is_no_peak_and_of_two_days_nothing_is_said()
    {
        var noise = MadeSeries.White(4, 10 * DayLength);
        Assert.Empty(RecurrentPeak.Find(MadeSeries.Of(noise.Length, i => (10 * Math.Cos(2 * Math.PI * i / DayLength)) + noise[i]), OneDay));
        Assert.Empty(RecurrentPeak.Find(MadeSeries.Of(2 * DayLength, static i => i % DayLength == 8 ? 50 : 0), OneDay));
        Assert.Empty(RecurrentPeak.Find(MadeSeries.Of(5 * DayLength, static _ => 1), OneDay));
    }
}
