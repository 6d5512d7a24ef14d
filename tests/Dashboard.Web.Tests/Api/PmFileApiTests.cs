using System.Net;
using System.Text;
using Dashboard.Domain.TimeSeries;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Web.Tests.Api;

public sealed class PmFileApiTests(DashboardAtRest server) : IClassFixture<DashboardAtRest>
{
    private const string File = """
        <?xml version="1.0"?><measCollecFile><fileHeader dnPrefix="SubNetwork=U"><fileSender localDn="ManagedElement=gnb-1"/><measCollec beginTime="2025-12-31T23:30:00Z"/></fileHeader>
        <measData><managedElement localDn="ManagedElement=gnb-1"/><measInfo><granPeriod duration="PT900S" endTime="2025-12-31T23:45:00Z"/>
        <measType p="1">RRU.PrbTotDl</measType><measValue measObjLdn="GNBDUFunction=1,NRCellDU=1"><r p="1">42</r></measValue></measInfo></measData>
        <fileFooter><measCollec endTime="2025-12-31T23:45:00Z"/></fileFooter></measCollecFile>
        """;

    [Fact]
    public async Task A_posted_file_becomes_samples_and_KPIs()
    {
        using var taken = await Post(server.Client, File);
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);

        var cache = server.Services.GetRequiredService<TimeSeriesCache>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (cache.LabelValues("cell", [new LabelMatcher("__name__", MatchType.Equal, "RRU_PrbTotDl")], 0, long.MaxValue).Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);

        var report = await server.Data("/api/kpis/report?level=cell&window=1h");
        var kpi = report.GetProperty("kpis").EnumerateArray().Single(static k => k.GetProperty("id").GetString() == "prb-utilisation-dl");
        var value = Assert.Single(kpi.GetProperty("values").EnumerateArray());
        Assert.Equal((42.0, "gnb-1-1"), (value.GetProperty("value").GetDouble(), value.GetProperty("labels").GetProperty("cell").GetString()));
        Assert.Empty(report.GetProperty("kpis").EnumerateArray().Single(static k => k.GetProperty("id").GetString() == "rrc-setup-success").GetProperty("values").EnumerateArray());
        Assert.Contains((await server.Data("/api/kpis")).GetProperty("kpis").EnumerateArray(), static k => k.GetProperty("clause").GetString() == "TS 28.554 6.6.1");
    }

    [Theory]
    [InlineData("level=town", "'town'")]
    [InlineData("window=0s", "'0s'")]
    [InlineData("time=noon", "'noon'")]
    public async Task A_report_that_cannot_be_made_is_refused_with_a_sentence(string query, string says)
    {
        using var answer = await server.Client.GetAsync(new Uri($"/api/kpis/report?{query}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says.Trim('\''), await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_post_no_files_and_large_ones_are_refused()
    {
        using var closed = new RunningDashboard();
        using var stranger = new HttpClient { BaseAddress = closed.Address };
        using var refused = await Post(stranger, File);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        using var small = new RunningDashboard(settings: [("Noc:Auth:Mode", "Open"), ("urls", "http://127.0.0.1:0"), ("Noc:PmFiles:MaxBodyBytes", "65536")]);
        using var client = new HttpClient { BaseAddress = small.Address };
        using var large = await Post(client, new string(' ', 70_000) + File);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    private static async Task<HttpResponseMessage> Post(HttpClient client, string text)
    {
        using var body = new StringContent(text, Encoding.UTF8, "application/xml");
        return await client.PostAsync(new Uri("/api/pm-files?name=A20251231.2330-2345.xml", UriKind.Relative), body);
    }
}
