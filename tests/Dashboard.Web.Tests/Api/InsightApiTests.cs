using System.Net;
using System.Text.Json;
using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Insights;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Anomalies;
using Dashboard.Ingest.Sources.Insights;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

public sealed class InsightApiTests : IDisposable
{
    private readonly RunningDashboard _server = new(settings:
    [
        ("Noc:Auth:Mode", "Open"), ("urls", "http://127.0.0.1:0"), ("INSIGHT_GENERATION_INTERVAL", "1"), ("ADVANCED_ANALYTICS_ENABLED", "true"), ("Noc:Anomalies:Enabled", "false"),
    ]);

    private readonly HttpClient _http = new();

    [Fact]
    public async Task What_is_unusual_becomes_an_insight_on_its_page_in_a_series_and_for_programs()
    {
        var book = _server.Services.GetRequiredService<AnomalyWatch>().Book;
        var anomaly = book.Put(Cell("mill-a-n3"));
        await VesListener.Until(() => Task.FromResult(_server.Services.GetRequiredService<InsightBook>().Current.Count == 1));

        var insight = (await Get("/advanced-analytics/insights?insight_type=performance&priority=medium&limit=5")).GetProperty("insights").EnumerateArray().Single();
        Assert.Equal("mill-a-n3 sleeps: on the air, and nobody is served", insight.GetProperty("title").GetString());
        Assert.Equal([anomaly.Id], insight.GetProperty("anomalies").EnumerateArray().Select(static a => a.GetInt64()));
        Assert.Equal("mill-a-n3", insight.GetProperty("causes")[0].GetProperty("object").GetString());
        Assert.StartsWith("Lock and unlock the cell", insight.GetProperty("recommendation").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await Get("/advanced-analytics/insights?priority=critical")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await Get("/advanced-analytics/insights?insight_type=capacity")).GetProperty("total").GetInt32());
        var glance = await Get("/advanced-analytics/dashboard");
        Assert.Equal((1, 1), (glance.GetProperty("anomalies_open").GetInt32(), glance.GetProperty("insights_open").GetInt32()));

        var id = insight.GetProperty("id").GetString()!;
        var page = await _http.GetStringAsync(At($"/insights/{id}"));
        foreach (var part in new[] { "mill-a-n3 sleeps", "What to do", "Lock and unlock the cell", $"/anomalies/{anomaly.Id}", "No alarm tells of it." })
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.Contains("mill-a-n3 sleeps", await _http.GetStringAsync(At("/insights")), StringComparison.Ordinal);
        Assert.Contains("There is no insight &#x27;none&#x27;", await _http.GetStringAsync(At("/insights/none")), StringComparison.Ordinal);
        await VesListener.Until(async () => (await _http.GetStringAsync(At("/api/v1/query?query=insight"))).Contains("mill-a-n3 sleeps", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("insights?priority=urgent", HttpStatusCode.BadRequest, "priority: 'urgent' is none.")]
    [InlineData("insights?limit=x", HttpStatusCode.BadRequest, "limit: 'x' is no number from 1 to 10000.")]
    [InlineData("insights/i99", HttpStatusCode.NotFound, "There is no insight 'i99'")]
    public async Task What_cannot_be_answered_is_told_in_a_sentence(string path, HttpStatusCode status, string says)
    {
        using var answer = await _http.GetAsync(At($"/advanced-analytics/{path}"));
        Assert.Equal(status, answer.StatusCode);
        Assert.StartsWith(says, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_set_what_its_own_name_does_not()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), _server.Services.GetRequiredService<InsightOptions>().Interval);
        Assert.False(_server.Services.GetRequiredService<AnomalyOptions>().Enabled);
    }

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
    }

    private static Anomaly Cell(string cell)
    {
        var since = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;
        return new Anomaly
        {
            Id = 0,
            Rule = "cell-users",
            Title = "Connected users",
            Entity = cell,
            Labels = Labels.From(new Label("cell", cell), new Label("site", "mill"), new Label("instance", "gnb-mill")),
            Unit = Unit.Count,
            Kind = AnomalyKind.Outlier,
            Detector = DetectorFeature.Peers,
            TailScore = 3.3,
            Value = 0,
            Expected = 40,
            Lower = 20,
            Upper = 80,
            Since = since,
            WorstAt = since,
        };
    }

    private Uri At(string path) => new(_server.Address, path);

    private async Task<JsonElement> Get(string path) => JsonDocument.Parse(await _http.GetStringAsync(At(path))).RootElement;
}
