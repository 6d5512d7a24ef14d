using Dashboard.Domain.Quality;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Quality;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.PmFiles;
using Dashboard.Web.Auth;
using Dashboard.Web.Quality;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Quality;

public sealed class QualityPageTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    [Fact]
    public async Task The_page_shows_who_sends_worst_first_and_what_was_wrong()
    {
        var meter = server.Services.GetRequiredService<SourceRegistry>().MeterOf(PmFileSource.Id);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        meter.Deliveries.Period("gnb-good", now, TimeSpan.FromMinutes(15));
        meter.Deliveries.Period("gnb-gaps", now - 2_700_000, TimeSpan.FromMinutes(15));
        meter.Deliveries.Period("gnb-gaps", now, TimeSpan.FromMinutes(15));
        meter.Violations.Count("successes_above_attempts", "gnb-odd", 7);
        using var viewer = await server.NewUser("quality-viewer", Roles.Viewer);

        var page = await viewer.Page("/quality");
        Assert.Equal(["gnb-gaps", "gnb-good"], page.QuerySelectorAll("section:has(#senders-title) tbody th").Select(static t => t.TextContent));
        Assert.Contains("2 of the last 4 periods did not come.", page.QuerySelector("section:has(#senders-title) tbody tr")!.TextContent, StringComparison.Ordinal);
        var violation = page.QuerySelector("section:has(#violations-title) tbody tr")!.TextContent;
        Assert.All(new[] { "successes above attempts", "rule", "gnb-odd", "7" }, part => Assert.Contains(part, violation, StringComparison.Ordinal));
    }

    [Fact]
    public void Violations_make_a_sender_that_delivers_well_worth_a_look()
    {
        var delivery = new DeliveryQuality { Sender = "gnb-1", Newest = 0, Age = TimeSpan.Zero, Expected = 4, Came = 4 };
        var rows = QualityRow.All(
            [new SenderQuality("pm", delivery with { Sender = "gnb-2" }), new SenderQuality("pm", delivery)],
            [new SourceViolation("pm", ViolationClass.Rule, new Violation("successes_above_attempts", "gnb-1", 3))]);

        Assert.Equal([("gnb-1", PerceivedSeverity.Warning, 3L), ("gnb-2", PerceivedSeverity.Cleared, 0L)], rows.Select(static r => (r.Delivery.Sender, r.Severity, r.Violations)));
        Assert.True(rows[0].Holds("GNB-1") && !rows[0].Holds("gnb-2"));
        Assert.Equal("/explore?query=m%7Binstance%3D%22gnb-1%22,%20source%3D%22pm%22%7D", rows[0].Explore("m"));
    }
}
