using Dashboard.Domain.Query;

namespace Dashboard.Domain.Tests.Query;

public class QueryAggregationTests
{
    private readonly SampleBook _book = new SampleBook()
        .Add("r{g=\"x\", i=\"0\"}", "1")
        .Add("r{g=\"x\", i=\"1\"}", "2")
        .Add("r{g=\"x\", i=\"2\"}", "6")
        .Add("r{g=\"y\", i=\"0\"}", "10")
        .Add("r{g=\"y\", i=\"1\"}", "NaN")
        .Add("big{i=\"0\"}", "1e308")
        .Add("big{i=\"1\"}", "1e308")
        .Add("big{i=\"2\"}", "1e308")
        .Add("lost{i=\"0\"}", "1e100")
        .Add("lost{i=\"1\"}", "1")
        .Add("lost{i=\"2\"}", "-1e100")
        .Add("unbounded{i=\"0\"}", "Inf")
        .Add("unbounded{i=\"1\"}", "5")
        .Add("undefined", "NaN")
        .Add("two", "2");

    [Theory]
    [InlineData("sum by (g) (r)", "{g=\"x\"} 9; {g=\"y\"} NaN")]
    [InlineData("sum without (i) (r{g=\"x\"})", "{g=\"x\"} 9")]
    [InlineData("sum without () (r{g=\"x\", i=\"0\"})", "{g=\"x\", i=\"0\"} 1")]
    [InlineData("sum by (__name__) (r{g=\"x\"})", "r 9")]
    [InlineData("sum by (nothing) (r{g=\"x\"})", "{} 9")]
    [InlineData("sum(nothing)", "")]
    [InlineData("sum(lost)", "{} 1")]
    [InlineData("sum(big)", "{} Inf")]
    [InlineData("avg(big)", "{} 1E+308")]
    [InlineData("avg(unbounded)", "{} Inf")]
    [InlineData("avg(-unbounded or on () big)", "{} -Inf")]
    [InlineData("avg by (g) (r{i!=\"1\"})", "{g=\"x\"} 3.5; {g=\"y\"} 10")]
    [InlineData("min by (g) (r)", "{g=\"x\"} 1; {g=\"y\"} 10")]
    [InlineData("max by (g) (r)", "{g=\"x\"} 6; {g=\"y\"} 10")]
    [InlineData("max(undefined)", "{} NaN")]
    [InlineData("count by (g) (r)", "{g=\"x\"} 3; {g=\"y\"} 2")]
    [InlineData("group(r)", "{} 1")]
    [InlineData("stdvar by (g) (r)", "{g=\"x\"} 4.66666666667; {g=\"y\"} NaN")]
    [InlineData("stddev(r{g=\"x\"})", "{} 2.16024689947")]
    [InlineData("stddev(two)", "{} 0")]
    [InlineData("stddev(unbounded{i=\"0\"})", "{} NaN")]
    [InlineData("quantile(0.5, r{g=\"x\"})", "{} 2")]
    [InlineData("quantile(0.25, r{g=\"x\"})", "{} 1.5")]
    [InlineData("quantile(scalar(two) / 4, r{g=\"x\"})", "{} 2")]
    [InlineData("quantile(-1, r{g=\"x\"})", "{} -Inf")]
    [InlineData("topk(2, r)", "r{g=\"y\", i=\"0\"} 10; r{g=\"x\", i=\"2\"} 6")]
    [InlineData("bottomk(2, r)", "r{g=\"x\", i=\"0\"} 1; r{g=\"x\", i=\"1\"} 2")]
    [InlineData("topk by (g) (2, r)", "r{g=\"x\", i=\"2\"} 6; r{g=\"x\", i=\"1\"} 2; r{g=\"y\", i=\"0\"} 10; r{g=\"y\", i=\"1\"} NaN")]
    [InlineData("bottomk by (g) (5, r{g=\"y\"})", "r{g=\"y\", i=\"0\"} 10; r{g=\"y\", i=\"1\"} NaN")]
    [InlineData("topk(0, r)", "")]
    [InlineData("topk(9999999999, two)", "two 2")]
    [InlineData("topk(scalar(two), r{g=\"x\"})", "r{g=\"x\", i=\"2\"} 6; r{g=\"x\", i=\"1\"} 2")]
    [InlineData("limitk(1, r)", "r{g=\"x\", i=\"0\"} 1")]
    [InlineData("limitk by (g) (1, r)", "r{g=\"x\", i=\"0\"} 1; r{g=\"y\", i=\"0\"} 10")]
    [InlineData("limit_ratio(0, r)", "")]
    [InlineData("count(limit_ratio(1, r))", "{} 5")]
    [InlineData("count(limit_ratio(0.4, r) or limit_ratio(-0.6, r))", "{} 5")]
    [InlineData("limit_ratio(0.4, r) and limit_ratio(-0.6, r)", "")]
    [InlineData("count_values(\"v\", r)", "{v=\"1\"} 1; {v=\"10\"} 1; {v=\"2\"} 1; {v=\"6\"} 1; {v=\"NaN\"} 1")]
    [InlineData("count_values by (g) (\"v\", r > bool 1)", "{g=\"x\", v=\"0\"} 1; {g=\"x\", v=\"1\"} 2; {g=\"y\", v=\"0\"} 1; {g=\"y\", v=\"1\"} 1")]
    [InlineData("count_values without (i) (\"g\", two)", "{g=\"2\"} 1")]
    [InlineData("count_values without (v) (\"v\", two)", "{} 1")]
    [InlineData("count_values(\"v\", big / 1e287)", "{v=\"1000000000000000000000\"} 3")]
    public async Task An_aggregation_comes_to_what_was_worked_out_by_hand(string query, string expected) => Assert.Equal(expected, await _book.Tell(query));

    [Theory]
    [InlineData("topk(NaN, r)", "Parameter value is NaN")]
    [InlineData("topk(1e30, r)", "Scalar value 1e+30 overflows int64")]
    [InlineData("bottomk(-1e30, r)", "Scalar value -1e+30 underflows int64")]
    [InlineData("limit_ratio(NaN, r)", "Ratio value is NaN")]
    [InlineData("count_values(\"\", r)", "invalid label name \"\"")]
    public async Task Parameters_without_meaning_are_refused(string query, string message) => Assert.Equal(message, (await _book.Refuse(query)).Message);

    [Fact]
    public async Task Over_a_range_the_highest_are_chosen_at_each_step()
    {
        var book = new SampleBook().Add("m{i=\"0\"}", "1 5 1").Add("m{i=\"1\"}", "2 2 2");
        Assert.Equal("m{i=\"0\"} 5@60; m{i=\"1\"} 2@0 2@120", await book.TellRange("topk(1, m)", 0, 120_000, 60_000));
        Assert.Equal("{} 2@0 5@60 2@120", await book.TellRange("max(m)", 0, 120_000, 60_000));
        Assert.Equal("m{i=\"0\"} 1@120; m{i=\"1\"} 2@0 2@60 2@120", await book.TellRange("topk((time() > bool 90) + 1, m{i=\"1\"} or m < 5 and on () vector(time()) > 90)", 0, 120_000, 60_000));
    }

    [Fact]
    public async Task Aggregations_hold_one_series_at_a_time()
    {
        var book = new SampleBook();
        for (var i = 0; i < 100; i++)
            book.Add($"m_total{{i=\"{i}\"}}", "0+1x20");
        var options = new QueryEngineOptions { MaxSamples = 200 };
        Assert.Equal(19, Assert.IsType<MatrixValue>((await book.AskRange("sum(rate(m_total[5m]))", 300_000, 1_500_000, 60_000, options)).Value).Series[0].Values.Length);
        Assert.Equal("query processing would load too many samples into memory in query execution",
            (await Assert.ThrowsAsync<QueryException>(() => book.AskRange("rate(m_total[5m])", 300_000, 1_500_000, 60_000, options))).Message);
    }
}
