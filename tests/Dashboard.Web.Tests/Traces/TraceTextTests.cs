using Dashboard.Domain.Telemetry;
using Dashboard.Web.Tracing;

namespace Dashboard.Web.Tests.Traces;

public sealed class TraceTextTests
{
    [Theory]
    [InlineData(12, 10, false, "+20 %")]
    [InlineData(5, 10, false, "−50 %")]
    [InlineData(10.01, 10, false, "same")]
    [InlineData(0, 0, false, "same")]
    [InlineData(3, 0, false, "new")]
    [InlineData(double.NaN, 10, false, "")]
    [InlineData(10, double.NaN, false, "")]
    [InlineData(2.5, 1.2, true, "+1.3 pt")]
    [InlineData(0, 40, true, "−40 pt")]
    [InlineData(1.01, 1, true, "same")]
    public void A_change_is_told_by_sign(double now, double before, bool isShare, string said)
    {
        Assert.Equal(said, TraceText.Change(now, before, isShare));
    }

    [Theory]
    [InlineData(0.2, 0.1, "100 % slower than a day before (100 ms)")]
    [InlineData(0.05, 0.1, "50 % faster than a day before (100 ms)")]
    [InlineData(0.1, 0.1, "the same as a day before (100 ms)")]
    [InlineData(0.1, 0, "none a day before")]
    [InlineData(0.1, double.NaN, "no data a day before")]
    [InlineData(double.NaN, 0.1, "100 ms a day before")]
    public void A_change_is_told_in_words(double now, double before, string said)
    {
        Assert.Equal(said, TraceText.Changed(now, before, Unit.Seconds, "slower", "faster"));
    }

    [Fact]
    public void A_change_of_a_share_is_told_in_points()
    {
        Assert.Equal("3.0 points more than a day before (1.00 %)", TraceText.Changed(4, 1, Unit.Percent, "more", "less"));
    }
}
