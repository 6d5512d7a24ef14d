namespace Dashboard.Domain.Tests.Query;

public class QueryEngineTests
{
    private readonly SampleBook _book = new SampleBook()
        .Add("requests_total{job=\"api\", instance=\"0\"}", "0+10x20")
        .Add("requests_total{job=\"api\", instance=\"1\"}", "0+20x20")
        .Add("requests_total{job=\"web\", instance=\"0\"}", "0+30x20")
        .Add("limit{job=\"api\"}", "100x20");

    [Theory]
    [InlineData("1 + 2 * 3 ^ 2", "19")]
    [InlineData("-2 ^ 2", "-4")]
    [InlineData("2 ^ 3 ^ 2", "512")]
    [InlineData("1h30m", "5400")]
    [InlineData("'it''s'[1:]", null)]
    [InlineData("sum(requests_total)", "{} 600")]
    [InlineData("sum by (job) (requests_total)", "{job=\"api\"} 300; {job=\"web\"} 300")]
    [InlineData("sum by (job) (rate(requests_total[5m]))", "{job=\"api\"} 0.5; {job=\"web\"} 0.5")]
    [InlineData("topk(1, requests_total)", "requests_total{instance=\"0\", job=\"web\"} 300")]
    [InlineData("requests_total > bool 150", "{instance=\"0\", job=\"api\"} 0; {instance=\"0\", job=\"web\"} 1; {instance=\"1\", job=\"api\"} 1")]
    [InlineData("requests_total / on (job) group_left limit", "{instance=\"0\", job=\"api\"} 1; {instance=\"1\", job=\"api\"} 2")]
    [InlineData("requests_total unless on (job) limit", "requests_total{instance=\"0\", job=\"web\"} 300")]
    [InlineData("max_over_time(requests_total{job=\"web\"}[3m])", "{instance=\"0\", job=\"web\"} 300")]
    [InlineData("absent(nothing{job=\"x\"})", "{job=\"x\"} 1")]
    public async Task Common_expressions_come_to_what_the_textbook_says(string query, string? expected)
    {
        if (expected is null)
            Assert.Throws<Dashboard.Domain.Query.PromqlSyntaxException>(() => Dashboard.Domain.Query.PromqlExpression.Parse(query));
        else
            Assert.Equal(expected, await _book.Tell(query, 600_000));
    }
}
