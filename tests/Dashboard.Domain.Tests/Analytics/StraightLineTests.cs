using Dashboard.Domain.Analytics;

namespace Dashboard.Domain.Tests.Analytics;

public sealed class StraightLineTests
{
    [Fact]
    public void Points_on_a_line_are_carried_on_without_a_margin()
    {
        var line = StraightLine.Through([1000, 2000, 3000], [10, 20, 30])!.Value;
        Assert.Equal(60, line.At(6000), 9);
        Assert.Equal(0, line.Margin(6000), 6);
    }

    [Fact]
    public void The_margin_grows_with_the_distance()
    {
        var line = StraightLine.Through([0, 1000, 2000, 3000, 4000], [1, 3, 2, 4, 3])!.Value;
        Assert.True(line.Margin(2000) > 0);
        Assert.True(line.Margin(20_000) > line.Margin(4000));
    }

    [Fact]
    public void What_is_not_a_number_is_left_out() =>
        Assert.Equal(40, StraightLine.Through([1000, 2000, 3000, 4000], [10, 20, double.NaN, 40])!.Value.At(4000), 9);

    [Fact]
    public void Two_points_are_no_trend() => Assert.Null(StraightLine.Through([1000, 2000], [1, 2]));
}
