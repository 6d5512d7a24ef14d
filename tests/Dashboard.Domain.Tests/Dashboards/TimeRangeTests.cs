using Dashboard.Domain.Dashboards;

namespace Dashboard.Domain.Tests.Dashboards;

public sealed class TimeRangeTests
{
    private const long Now = 1_800_000_000_000;

    [Theory]
    [InlineData("now-1h", "now", Now - 3_600_000, Now, true)]
    [InlineData("now-1d", "now-12h", Now - 86_400_000, Now - 43_200_000, false)]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z", 1_772_366_400_000, 1_772_370_000_000, false)]
    [InlineData("1772366400000", "now", 1_772_366_400_000, Now, true)]
    public void A_range_is_read_as_an_address_has_it(string from, string to, long start, long end, bool isLive)
    {
        Assert.True(TimeRange.TryParse(from, to, out var range, out _));
        Assert.Equal((start, end), range.Resolve(Now));
        Assert.Equal((from, to, isLive), (range.From, range.To, range.IsLive));
    }

    [Theory]
    [InlineData("yesterday", "now", "'yesterday' is no time: write now, now-6h, 2026-03-01T12:00:00Z or milliseconds since 1970.")]
    [InlineData("now-1h", "now-", "'now-' is no time: write now, now-6h, 2026-03-01T12:00:00Z or milliseconds since 1970.")]
    [InlineData("now", "now-1h", "The range ends before it begins.")]
    [InlineData("2026-03-02", "2026-03-01", "The range ends before it begins.")]
    public void What_is_no_range_is_refused_with_a_sentence(string from, string to, string sentence)
    {
        Assert.False(TimeRange.TryParse(from, to, out _, out var problem));
        Assert.Equal(sentence, problem);
    }

    [Fact]
    public void A_range_has_a_second_at_least()
    {
        Assert.True(TimeRange.TryParse("2999-01-01", "now", out var range, out _));
        Assert.Equal((Now - 1000, Now), range.Resolve(Now));
    }
}
