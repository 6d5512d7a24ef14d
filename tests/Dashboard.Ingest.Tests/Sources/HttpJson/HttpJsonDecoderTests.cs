using System.Text;
using Dashboard.Ingest.Sources.HttpJson;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Tests.Sources.HttpJson;

public sealed class HttpJsonDecoderTests
{
    internal const string Page = """
        { "serial": "ABC", "uptime": "86400.5", "healthy": true, "at": 1767225600,
          "ports": [
            { "name": "ge-0/0/0", "state": "Up", "rx": { "mbytes": 2.5 }, "id": 7, "seen": "2026-01-01T00:00:00Z" },
            { "name": "ge-0/0/1", "state": "down", "rx": { "mbytes": null }, "id": 8, "seen": 1767225600000 },
            { "name": "ge-0/0/2", "state": "testing", "rx": { }, "id": 9, "seen": "yesterday" } ] }
        """;

    [Fact]
    public void Items_become_series_with_labels_from_queries_and_words()
    {
        var (found, outcome) = Read(Page, new HttpJsonMetricOptions
        {
            Name = "port_receive_bytes_total",
            Items = "$.ports[*]",
            Value = "@.rx.mbytes",
            Scale = 1e6,
            Labels = new Dictionary<string, string> { ["port"] = "@.name", ["serial"] = "$.serial", ["id"] = "@.id", ["side"] = "left", ["none"] = "@.x" },
        });

        Assert.Equal(["port_receive_bytes_total{id=\"7\", port=\"ge-0/0/0\", serial=\"ABC\", side=\"left\"} 2500000"], found);
        Assert.Equal(new PullOutcome(1, null, 1, "has a port_receive_bytes_total without a value at @.rx.mbytes"), outcome);
    }

    [Fact]
    public void Numbers_in_quotes_truth_values_and_states_are_numbers()
    {
        var (found, outcome) = Read(Page,
            new HttpJsonMetricOptions { Name = "uptime_seconds", Value = "@.uptime" },
            new HttpJsonMetricOptions { Name = "healthy", Value = "$.healthy" },
            new HttpJsonMetricOptions { Name = "port_up", Items = "$.ports[*].state", States = new Dictionary<string, double> { ["up"] = 1, ["down"] = 0 }, Scale = 5 });

        Assert.Equal(["uptime_seconds 86400.5", "healthy 1", "port_up 1", "port_up 0"], found);
        Assert.Equal(new PullOutcome(4, null, 1, "has a port_up whose value is \"testing\", neither a number nor one of its states"), outcome);
    }

    [Fact]
    public void Times_are_seconds_milliseconds_or_text()
    {
        var metrics = Metrics(new HttpJsonMetricOptions { Name = "port", Items = "$.ports[*]", Value = "@.id", Timestamp = "@.seen" }, new HttpJsonMetricOptions { Name = "up", Value = "$.healthy", Timestamp = "$.at" });
        List<HttpJsonSample> found = [];
        var outcome = HttpJsonDecoder.Read(Encoding.UTF8.GetBytes(Page), metrics, 100, found);

        Assert.Equal([1767225600000, 1767225600000, 1767225600000], found.Select(f => f.Time!.Value));
        Assert.Equal("has a port whose time at @.seen is none", outcome.Complaint);
    }

    [Theory]
    [InlineData("{\n \"a\": 1,,\n}", "sent a page that is no JSON: line 2, octet 9")]
    [InlineData("<html>", "sent a page that is no JSON: line 1, octet 1")]
    [InlineData("", "sent a page that is no JSON: line 1, octet 1")]
    [InlineData("{\"b\": 1}", "has nothing at $.a[*], where m should be")]
    [InlineData("{\"a\": [1,2,3,4]}", "sent more than 3 samples (SampleLimit)")]
    [InlineData("{\"a\": [\"\\ud800\"]}", "sent a page with text that is no Unicode")]
    public void A_page_that_cannot_be_used_is_told_in_words(string page, string failure)
    {
        List<HttpJsonSample> found = [];
        Assert.Equal(failure, HttpJsonDecoder.Read(Encoding.UTF8.GetBytes(page), Metrics(new HttpJsonMetricOptions { Name = "m", Items = "$.a[*]" }), 3, found).Failure);
    }

    private static (string[] Found, PullOutcome Outcome) Read(string page, params HttpJsonMetricOptions[] metrics)
    {
        List<HttpJsonSample> found = [];
        var outcome = HttpJsonDecoder.Read(Encoding.UTF8.GetBytes(page), Metrics(metrics), 100, found);
        return ([.. found.Select(f => $"{f.Labels} {f.Value}")], outcome);
    }

    internal static HttpJsonMetric[] Metrics(params HttpJsonMetricOptions[] options) =>
        HttpJsonMetric.Read(options, out var problem) ?? throw new ArgumentException(problem, nameof(options));
}
