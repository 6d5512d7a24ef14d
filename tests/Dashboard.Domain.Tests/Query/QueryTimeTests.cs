using Dashboard.Domain.Query;

namespace Dashboard.Domain.Tests.Query;

public class QueryTimeTests
{
    private readonly SampleBook _book = new SampleBook()
        .Add("m", "0+1x20")
        .Add("ended", "1 2 stale")
        .Add("back", "1 stale stale stale 5")
        .Add("once", "7");

    [Theory]
    [InlineData("once", 299_999, "once 7")]
    [InlineData("once", 300_000, "")]
    [InlineData("once offset -5m", 0, "")]
    [InlineData("m offset -1m", 0, "m 1")]
    [InlineData("m", -1, "")]
    [InlineData("m", 90_000, "m 1")]
    [InlineData("m offset 1m", 120_000, "m 1")]
    [InlineData("m @ 300", 0, "m 5")]
    [InlineData("m @ 300 offset 1m", 0, "m 4")]
    [InlineData("m offset 1m @ 300", 0, "m 4")]
    [InlineData("m @ end()", 600_000, "m 10")]
    public async Task An_instant_selector_takes_the_newest_sample_of_a_look_back_that_is_open_on_the_left(string query, long at, string expected) =>
        Assert.Equal(expected, await _book.Tell(query, at));

    [Theory]
    [InlineData("m[2m]", 600_000, "m 9@540 10@600")]
    [InlineData("m[1]", 600_000, "m 10@600")]
    [InlineData("m[1m]", 600_001, "m 10@600")]
    [InlineData("m[2m] offset 1m", 600_000, "m 8@480 9@540")]
    [InlineData("m[2m] @ 120", 600_000, "m 1@60 2@120")]
    [InlineData("m[2m:30s]", 600_000, "m 8@510 9@540 9@570 10@600")]
    [InlineData("m[2m:30s]", 610_000, "m 8@510 9@540 9@570 10@600")]
    [InlineData("m[2m:]", 610_000, "m 9@540 10@600")]
    [InlineData("m[2m:1m] @ 130 offset 1m", 0, "m 0@0 1@60")]
    [InlineData("(m * 2)[2m:1m]", 600_000, "{} 18@540 20@600")]
    [InlineData("m[1m:1m]", 0, "m 0@0")]
    public async Task A_range_is_open_on_the_left_and_a_subquery_lies_on_multiples_of_its_step(string query, long at, string expected) =>
        Assert.Equal(expected, await _book.Tell(query, at));

    [Theory]
    [InlineData("ended", 60_000, "ended 2")]
    [InlineData("ended", 119_999, "ended 2")]
    [InlineData("ended", 120_000, "")]
    [InlineData("ended offset 1m", 120_000, "ended 2")]
    [InlineData("count_over_time(ended[5m])", 120_000, "{} 2")]
    [InlineData("last_over_time(ended[5m])", 120_000, "ended 2")]
    [InlineData("ended[5m]", 120_000, "ended 1@0 2@60")]
    [InlineData("count_over_time(ended[5m:1m])", 120_000, "{} 2")]
    [InlineData("sum(ended)", 120_000, "")]
    [InlineData("absent(ended)", 120_000, "{} 1")]
    [InlineData("back", 180_000, "")]
    [InlineData("back", 240_000, "back 5")]
    public async Task A_series_ends_at_its_stale_marker_which_ranges_do_not_see(string query, long at, string expected) =>
        Assert.Equal(expected, await _book.Tell(query, at));

    [Theory]
    [InlineData("m", "m 0@0 1@60 2@120")]
    [InlineData("ended", "ended 1@0 2@60")]
    [InlineData("m @ start()", "m 0@0 0@60 0@120")]
    [InlineData("m @ end()", "m 2@0 2@60 2@120")]
    [InlineData("sum_over_time(m[2m])", "{} 0@0 1@60 3@120")]
    [InlineData("sum_over_time(m[2m] @ end())", "{} 3@0 3@60 3@120")]
    [InlineData("predict_linear(m[5m] @ 120, 60)", "{} 1@0 2@60 3@120")]
    [InlineData("sum_over_time((m @ end())[1m:30s])", "{} 4@0 4@60 4@120")]
    [InlineData("time()", "{} 0@0 60@60 120@120")]
    [InlineData("1", "{} 1@0 1@60 1@120")]
    [InlineData("vector(time()) > 60", "{} 120@120")]
    [InlineData("timestamp(m offset 30s)", "{} 0@60 60@120")]
    [InlineData("absent(ended)", "{} 1@120")]
    [InlineData("nothing", "")]
    public async Task A_range_query_gives_each_series_over_time(string query, string expected) =>
        Assert.Equal(expected, await _book.TellRange(query, 0, 120_000, 60_000));

    [Fact]
    public async Task The_last_step_is_not_after_the_end()
    {
        Assert.Equal("m 0@0 1@70", await _book.TellRange("m", 0, 139_999, 70_000));
        Assert.Equal("m 0@0", await _book.TellRange("m", 0, 0, 60_000));
    }

    [Fact]
    public async Task Sums_of_windows_that_slide_are_as_exact_as_those_of_windows_by_themselves()
    {
        var random = new Random(5);
        var book = new SampleBook();
        var values = new double[400];
        for (var series = 0; series < 20; series++)
        {
            // From tame to wild: what is huge in one window must not be felt in another.
            for (var i = 0; i < values.Length; i++)
                values[i] = (random.NextDouble() - 0.3) * Math.Pow(10, random.Next(series + 1));
            if (series % 5 == 4)
                values[random.Next(400)] = random.Next(2) == 0 ? double.NaN : 1e300;
            book.Add($"m{{s=\"{series}\"}}", string.Join(' ', values.Select(v => v.ToString("R"))), interval: 5000);
        }
        foreach (var query in (string[])["sum_over_time(m[5m])", "avg_over_time(m[5m])"])
        {
            var range = (MatrixValue)(await book.AskRange(query, 0, 2_000_000, 5000)).Value;
            for (var at = 0L; at <= 2_000_000; at += 35_000)
            {
                foreach (var (labels, _, value) in ((VectorValue)(await book.Ask(query, at)).Value).Samples)
                {
                    var series = range.Series.Single(s => s.Labels.Equals(labels));
                    var slid = series.Values[Array.IndexOf(series.Timestamps, at)];
                    Assert.True(value.Equals(slid) || Math.Abs(value - slid) <= 4e-16 * Math.Abs(value), $"{query} {labels} at {at}: {slid:R} instead of {value:R}");
                }
            }
        }
    }

    [Fact]
    public async Task Steps_far_apart_read_only_what_lies_before_each_of_them()
    {
        var book = new SampleBook().Add("m_total", "0+1x1440");
        var result = await book.AskRange("rate(m_total[5m])", 3_600_000, 86_400_000, 3_600_000);
        Assert.Equal(24 * 5, result.SamplesRead);
        Assert.Equal(string.Join(' ', Enumerable.Range(1, 24).Select(h => $"0.0166666666667@{h * 3600}")), QueryAssert.Print(result.Value)[3..]);
    }
}
