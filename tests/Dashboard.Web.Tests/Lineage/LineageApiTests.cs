using System.Net;
using Dashboard.Domain.Lineage;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Ves;
using Dashboard.Web.Lineage;
using Dashboard.Web.Tests.Api;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Lineage;

public sealed class LineageApiTests(DashboardAtRest server) : IClassFixture<DashboardAtRest>
{
    [Fact]
    public async Task The_API_and_the_page_tell_which_event_a_value_came_from()
    {
        var now = server.Clock.NowMs;
        var cache = server.Services.GetRequiredService<TimeSeriesCache>();
        cache.Append(cache.Resolve(VesSource.Id, Labels.Of("ves_load_short_term", ("instance", "gnb-1"))), now, 0.5);
        ((DeliveryLog)server.Services.GetRequiredService<SourceRegistry>().MeterOf(VesSource.Id).Lineage!).Add(
            "gnb-1", new Delivery { Kind = "event", Name = "Load", Reference = "p-77", Sender = "ems-1", ArrivedAt = now, From = now, To = now });

        var series = Assert.Single((await server.Data($"/api/lineage?query=ves_load_short_term&time={now / 1000}")).GetProperty("series").EnumerateArray());
        Assert.Equal((0.5, "ves"), (series.GetProperty("value").GetDouble(), series.GetProperty("source").GetString()));
        Assert.Equal("p-77", Assert.Single(series.GetProperty("deliveries").EnumerateArray()).GetProperty("reference").GetString());
        Assert.Equal("event Load from ems-1", series.GetProperty("steps")[0].GetProperty("text").GetString());
        Assert.Contains("p-77", await server.Get(LineageQuestion.Link("ves_load_short_term", now)), StringComparison.Ordinal);
        Assert.Contains("Name a series and a time", await server.Get("/lineage"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "There is no query")]
    [InlineData("query=sum(", "detail")]
    [InlineData("query=up&time=noon", "noon")]
    public async Task What_cannot_be_looked_up_is_refused_with_a_sentence(string query, string says)
    {
        using var answer = await server.Client.GetAsync(new Uri($"/api/lineage?{query}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
