using Dashboard.Domain.Query;
using Dashboard.Ingest.Lineage;
using Dashboard.Web.Lineage;
using Dashboard.Web.Tests.Api;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Lineage;

public sealed class LineageTests(VesListener listener) : IClassFixture<VesListener>
{
    [Fact]
    public async Task A_value_leads_to_the_event_that_brought_it()
    {
        await listener.Take(VesEvents.One(VesEvents.Event("perf3gpp", id: "p-77")));
        await listener.Take(VesEvents.One(VesEvents.Event("measurement", id: "m-78", source: "gnb-other")));
        var lineage = listener.Server.Services.GetRequiredService<LineageReader>();

        var found = Assert.Single(await lineage.Find(PromqlExpression.Parse("RRU_PrbTotDl{cell=\"gnb-1-1\"}"), VesEvents.NewYear / 1000, CancellationToken.None));
        var delivery = Assert.Single(found.Deliveries);
        Assert.Equal(("event", "perf3gpp_RAN", "p-77", "ems-1", "the event listener"), (delivery.Kind, delivery.Name, delivery.Reference, delivery.Sender, delivery.Door));
    }

    [Fact]
    public void A_time_is_read_in_seconds_and_as_a_date_and_is_now_where_none_is_said()
    {
        var clock = new FakeClock();
        Assert.Equal(clock.GetUtcNow(), LineageQuestion.Read("?query=up", clock).Time);
        Assert.Equal(1_767_225_600_500, LineageQuestion.Read("?query=up&time=1767225600.5", clock).Time.ToUnixTimeMilliseconds());
        Assert.Equal(1_767_225_600_000, LineageQuestion.Read("?query=up&time=2026-01-01 00:00:00", clock).Time.ToUnixTimeMilliseconds());
        Assert.Equal("/lineage?query=up&time=1767225600.5", LineageQuestion.Link("up", 1_767_225_600_500));
    }
}
