namespace Dashboard.Domain.Tests.Query;

public class QueryHistogramTests
{
    /// <summary>10 observations up to 1, 20 up to 2, 40 up to 4, 50 in all.</summary>
    private readonly SampleBook _book = new SampleBook()
        .Add("h_bucket{le=\"1\"}", "10")
        .Add("h_bucket{le=\"2\"}", "20")
        .Add("h_bucket{le=\"4\"}", "40")
        .Add("h_bucket{le=\"+Inf\"}", "50")
        .Add("low_bucket{le=\"-1\"}", "5")
        .Add("low_bucket{le=\"Inf\"}", "10")
        .Add("open_bucket{le=\"1\"}", "5")
        .Add("open_bucket{le=\"2\"}", "6")
        .Add("empty_bucket{le=\"1\"}", "0")
        .Add("empty_bucket{le=\"+Inf\"}", "0")
        .Add("crooked_bucket{le=\"1\"}", "10")
        .Add("crooked_bucket{le=\"2\"}", "8")
        .Add("crooked_bucket{le=\"+Inf\"}", "20")
        .Add("twice_bucket{le=\"1\"}", "5")
        .Add("twice_bucket{le=\"1.0\"}", "5")
        .Add("twice_bucket{le=\"+Inf\"}", "20");

    [Theory]
    [InlineData("histogram_quantile(0.5, h_bucket)", "{} 2.5")]
    [InlineData("histogram_quantile(0.1, h_bucket)", "{} 0.5")]
    [InlineData("histogram_quantile(0, h_bucket)", "{} 0")]
    [InlineData("histogram_quantile(0.4, h_bucket)", "{} 2")]
    [InlineData("histogram_quantile(0.99, h_bucket)", "{} 4")]
    [InlineData("histogram_quantile(1, h_bucket)", "{} 4")]
    [InlineData("histogram_quantile(-1, h_bucket)", "{} -Inf")]
    [InlineData("histogram_quantile(2, h_bucket)", "{} Inf")]
    [InlineData("histogram_quantile(NaN, h_bucket)", "{} NaN")]
    [InlineData("histogram_quantile(0.2, low_bucket)", "{} -1")]
    [InlineData("histogram_quantile(0.5, open_bucket)", "{} NaN")]
    [InlineData("histogram_quantile(0.5, empty_bucket)", "{} NaN")]
    [InlineData("histogram_quantile(0.5, crooked_bucket)", "{} 1")]
    [InlineData("histogram_quantile(0.5, twice_bucket)", "{} 1")]
    [InlineData("histogram_quantile(0.5, sum by (le) (h_bucket))", "{} 2.5")]
    [InlineData("histogram_fraction(0, 2, h_bucket)", "{} 0.4")]
    [InlineData("histogram_fraction(1, 3, h_bucket)", "{} 0.4")]
    [InlineData("histogram_fraction(3, 1, h_bucket)", "{} 0")]
    [InlineData("histogram_fraction(-Inf, Inf, h_bucket)", "{} 1")]
    [InlineData("histogram_fraction(0, 100, h_bucket)", "{} 0.8")]
    [InlineData("histogram_fraction(-5, 0, low_bucket)", "{} 0")]
    [InlineData("histogram_fraction(-Inf, -5, low_bucket)", "{} 0.5")]
    [InlineData("histogram_fraction(0, 1, open_bucket)", "{} NaN")]
    [InlineData("histogram_fraction(0, 1, empty_bucket)", "{} NaN")]
    [InlineData("histogram_fraction(NaN, 1, h_bucket)", "{} NaN")]
    [InlineData("histogram_quantile(0.5, label_replace(h_bucket, \"le\", \" 1\", \"le\", \"1\"))", "{} 2.5")]
    public async Task Quantiles_are_interpolated_within_a_bucket(string query, string expected) => Assert.Equal(expected, await _book.Tell(query));

    [Fact]
    public async Task Counts_that_go_down_are_raised_and_it_is_said()
    {
        var result = await _book.Ask("histogram_quantile(0.5, crooked_bucket)");
        Assert.Equal(["PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile) for metric name \"crooked_bucket\" (1:25)"], result.Infos);
    }

    [Fact]
    public async Task Differences_that_are_mere_rounding_are_not_worth_a_word()
    {
        var book = new SampleBook().Add("h_bucket{le=\"1\"}", "10.000000000000002").Add("h_bucket{le=\"2\"}", "10").Add("h_bucket{le=\"+Inf\"}", "10");
        Assert.Empty((await book.Ask("histogram_quantile(0.5, h_bucket)")).Infos);
    }
}
