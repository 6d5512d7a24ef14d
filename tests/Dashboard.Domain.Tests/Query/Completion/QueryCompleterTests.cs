using Dashboard.Domain.Query.Completion;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.Query.Completion;

/// <summary>What is offered to somebody who writes a query; the caret is the bar.</summary>
public sealed class QueryCompleterTests
{
    private readonly TimeSeriesCache _cache = new(new TimeSeriesCacheOptions(), TimeProvider.System);

    public QueryCompleterTests()
    {
        Put("node_network_receive_bytes_total", ("instance", "rtr-1"), ("device", "eth0"));
        Put("node_network_receive_bytes_total", ("instance", "rtr-2"), ("device", "xe-0/0/3"));
        Put("node_load1", ("instance", "rtr-1"));
        _cache.Metrics.Describe("node_load1", new(MetricType.Gauge, "Load over one minute.", ""));
    }

    [Fact]
    public async Task A_metric_is_offered_with_its_type_and_help()
    {
        var offer = (await At("sum(node_lo|)")).Offers[0];
        Assert.Equal(new QueryOffer("node_load1", OfferKind.Metric, "gauge · Load over one minute."), offer);
    }

    [Theory]
    [InlineData("hist|", "histogram_quantile")]
    [InlineData("sum(rate(x[5m])) b|", "by")]
    [InlineData("top|", "topk")]
    [InlineData("load|", "node_load1")]
    [InlineData("rate(node_load1[|", "$__rate_interval")]
    [InlineData("node_load1{|", "instance")]
    [InlineData("node_network_receive_bytes_total{instance=\"rtr-1\", de|}", "device")]
    [InlineData("node_load1{instance=\"|", "rtr-1")]
    [InlineData("sum by (|) (rate(node_network_receive_bytes_total[1m]))", "device")]
    [InlineData("node_load1{instance=~\"|\"}", "$site")]
    public async Task What_fits_at_the_caret_is_offered(string text, string expected) =>
        Assert.Contains(expected, (await At(text)).Offers.Select(o => o.Text));

    [Theory]
    [InlineData("node_load1{|", "device")]
    [InlineData("node_network_receive_bytes_total{instance=\"rtr-1\",device=\"|", "xe-0/0/3")]
    [InlineData("node_load1{instance=\"|", "rtr-2")]
    [InlineData("sum by (|) (node_load1)", "device")]
    [InlineData("node_load1{|", "node_load1")]
    [InlineData("label_replace(x, \"|", "node_load1")]
    [InlineData("up # no|", "node_load1")]
    public async Task What_no_series_in_question_has_is_not(string text, string unexpected) =>
        Assert.DoesNotContain(unexpected, (await At(text)).Offers.Select(o => o.Text));

    [Fact]
    public async Task The_word_that_is_being_written_is_what_the_offer_takes_the_place_of()
    {
        var offers = await At("sum(node_lo|)");
        Assert.Equal((4, 7), (offers.Start, offers.Length));
    }

    [Fact]
    public async Task What_begins_with_the_word_comes_before_what_has_it_inside()
    {
        Put("load_per_core");
        Assert.Equal(["load_per_core", "node_load1"], (await At("load|")).Offers.Select(o => o.Text).Take(2));
    }

    [Fact]
    public async Task No_more_are_offered_than_can_be_looked_through()
    {
        for (var i = 0; i < 200; i++)
            Put($"metric_{i}");
        Assert.Equal(QueryCompleter.MaxOffers, (await At("metric|")).Offers.Count);
    }

    [Theory]
    [InlineData("sum(rate(node_load1[5m])", 24, 0)]
    [InlineData("node_load1{instance=}", 20, 1)]
    [InlineData("$site{", 6, 0)]
    public void A_fault_is_shown_where_it_is(string text, int position, int length)
    {
        var fault = QueryDraft.Check(text)!.Value;
        Assert.Equal((position, length), (fault.Position, fault.Length));
        Assert.StartsWith($"Character {position + 1}: ", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate(node_load1{instance=~\"$site\"}[$__rate_interval])")]
    [InlineData("avg_over_time(node_load1[${__range}])")]
    public void Variables_are_no_faults(string text) => Assert.Null(QueryDraft.Check(text));

    private ValueTask<QueryOffers> At(string text) =>
        new QueryCompleter(_cache).Offer(text.Replace("|", "", StringComparison.Ordinal), text.IndexOf('|', StringComparison.Ordinal), ["site"], CancellationToken.None);

    private void Put(string metric, params (string, string)[] labels) =>
        _cache.Append(_cache.Resolve("test", Labels.Of(metric, labels)), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 1);
}
