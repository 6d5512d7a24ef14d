using Dashboard.Domain.Logs;

namespace Dashboard.Domain.Tests.Logs;

public class LogHistogramTests
{
    private const long Hour = 3_600_000;
    private const long Start = 1_800_000_000_000;

    [Fact]
    public void Bars_are_of_a_round_time_and_hold_lines_by_severity()
    {
        var histogram = new LogHistogram(Start, Start + Hour, bars: 60);
        Assert.Equal((60_000L, 61), (histogram.Step, histogram.Bars));
        histogram.Add(Start, 3);
        histogram.Add(Start + 59_999, 3, 4);
        histogram.Add(Start + 60_000, 6);
        histogram.Add(Start - 1, 6);
        histogram.Add(Start + (2 * Hour), 6);
        Assert.Equal((5L, 1L, 6L), (histogram.Of(0)[3], histogram.Of(1)[6], histogram.Total));
        Assert.True(histogram.IsOneBar(Start, Start + 59_999));
        Assert.False(histogram.IsOneBar(Start - 1, Start));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, long.MaxValue)]
    [InlineData(Start, Start + (3660 * 24 * Hour))]
    public void Any_time_has_some_bars_and_not_many(long from, long to) =>
        Assert.InRange(new LogHistogram(from, to).Bars, 1, 82);

    [Fact]
    public void A_place_among_lines_is_read_as_it_is_written()
    {
        Assert.True(LogCursor.TryParse(new LogCursor(Start, 17).ToString(), out var cursor));
        Assert.Equal(new LogCursor(Start, 17), cursor);
        Assert.True(cursor.IsBefore(Start, 16) && cursor.IsBefore(Start - 1, 99) && !cursor.IsBefore(Start, 17));
        Assert.All(["", "1", "1-", "-1", "a-b", "1-2-3"], static text => Assert.False(LogCursor.TryParse(text, out _)));
    }
}
