using System.Net;
using System.Text.Json;
using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

public sealed class AnomalyApiTests : IDisposable
{
    private readonly RunningDashboard _server = new(settings: [("Noc:Auth:Mode", "Open"), ("urls", "http://127.0.0.1:0")]);
    private readonly HttpClient _http = new();

    [Fact]
    public async Task Anomalies_are_listed_marked_and_cleared()
    {
        var watch = _server.Services.GetRequiredService<AnomalyWatch>();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var old = watch.Book.Put(Anomaly("rtr-1", now - 7_200_000, 4.5) with { Until = now - 7_000_000 });
        var late = watch.Book.Put(Anomaly("rtr-2", now - 60_000, 2));

        var all = await Get("/advanced-analytics/anomalies");
        Assert.Equal([late.Id, old.Id], all.GetProperty("anomalies").EnumerateArray().Select(static a => a.GetProperty("id").GetInt64()));
        var first = all.GetProperty("anomalies")[0];
        Assert.Equal(("low", "spike", "percent"), (first.GetProperty("severity").GetString(), first.GetProperty("type").GetString(), first.GetProperty("unit").GetString()));
        Assert.Equal("CPU use of rtr-2 jumped to 97.0 %; 10.0 % to 30.0 % is usual at this time.", first.GetProperty("explanation").GetString());
        Assert.Equal(old.Id, Only(await Get("/advanced-analytics/anomalies?severity=critical")));
        Assert.Equal(late.Id, Only(await Get("/advanced-analytics/anomalies?since=1h&metric_name=cpu")));
        Assert.Equal(late.Id, Only(await Get("/advanced-analytics/anomalies?limit=1")));
        Assert.Equal(0, (await Get("/advanced-analytics/anomalies?metric_name=none")).GetProperty("total").GetInt32());

        using var marked = await _http.PostAsync(At($"/advanced-analytics/anomalies/{late.Id}/mark?as=normal"), null);
        Assert.Equal(HttpStatusCode.OK, marked.StatusCode);
        Assert.Equal("normal", (await Get($"/advanced-analytics/anomalies/{late.Id}")).GetProperty("mark").GetString());

        using var cleared = await _http.DeleteAsync(At("/advanced-analytics/anomalies/clear?older_than_hours=1"));
        Assert.Equal("""{"cleared":1}""", await cleared.Content.ReadAsStringAsync());
        Assert.Equal(late.Id, Only(await Get("/advanced-analytics/anomalies")));
        Assert.Contains("CPU use of rtr-2 jumped to 97", await _http.GetStringAsync(At($"/anomalies/{late.Id}")), StringComparison.Ordinal);
        Assert.Contains("There is no anomaly 99", await _http.GetStringAsync(At("/anomalies/99")), StringComparison.Ordinal);
        Assert.Contains("rtr-2", await _http.GetStringAsync(At("/anomalies")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "anomalies?severity=bad", "severity: 'bad' is none.")]
    [InlineData("GET", "anomalies?since=yesterdayish", "since: 'yesterdayish' is no time.")]
    [InlineData("GET", "anomalies?limit=0", "limit: '0' is no number from 1 to 10000.")]
    [InlineData("POST", "anomalies/1/mark?as=odd", "as: 'odd' is no mark.")]
    [InlineData("DELETE", "anomalies/clear", "older_than_hours: '' is no number of hours.")]
    [InlineData("DELETE", "anomalies/clear?older_than_hours=NaN", "older_than_hours: 'NaN' is no number of hours.")]
    public async Task What_cannot_be_read_is_refused_with_a_sentence(string method, string path, string says)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), At($"/advanced-analytics/{path}"));
        using var answer = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(says, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_watched_is_told_and_every_rule_can_be_asked()
    {
        var config = await Get("/advanced-analytics/config");
        Assert.True(config.GetProperty("enabled").GetBoolean());
        var engine = _server.Services.GetRequiredService<QueryEngine>();
        foreach (var rule in config.GetProperty("rules").EnumerateArray())
            await engine.Instant(PromqlExpression.Parse(rule.GetProperty("query").GetString()!), 0, CancellationToken.None);
        Assert.Equal(StandardWatchRules.All.Count, config.GetProperty("rules").GetArrayLength());
    }

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
    }

    private static Anomaly Anomaly(string instance, long since, double tailScore) => new()
    {
        Id = 0,
        Rule = "host-cpu",
        Title = "CPU use",
        Entity = instance,
        Labels = Labels.From(new Label("instance", instance)),
        Unit = Unit.Percent,
        Kind = AnomalyKind.Spike,
        TailScore = tailScore,
        Value = 97,
        Expected = 20,
        Lower = 10,
        Upper = 30,
        Since = since,
        WorstAt = since,
    };

    private static long Only(JsonElement answer) => answer.GetProperty("anomalies").EnumerateArray().Single().GetProperty("id").GetInt64();

    private Uri At(string path) => new(_server.Address, path);

    private async Task<JsonElement> Get(string path) => JsonDocument.Parse(await _http.GetStringAsync(At(path))).RootElement;
}
