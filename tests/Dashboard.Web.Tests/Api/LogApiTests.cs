using System.Net;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite.Logs;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

public sealed class LogApiTests : IClassFixture<DashboardAtRest>
{
    private readonly DashboardAtRest _server;

    public LogApiTests(DashboardAtRest server)
    {
        _server = server;
        var archive = server.Services.GetRequiredService<LogArchive>();
        if (archive.Held().Lines > 0)
            return;
        var origin = Labels.From(new Label("host", "rtr1"), new Label("app", "bgpd"));
        archive.Append([.. Enumerable.Range(0, 5).Select(i => new LogRecord(server.Clock.NowMs - (i * 1000), origin, LogSeverity.FromSyslog(i), $"neighbour 10.0.0.{i} went down") { MessageId = "BGP-5" })]);
    }

    [Fact]
    public async Task Lines_are_answered_newest_first_and_page_by_page()
    {
        var first = await _server.Data("/api/logs?q=neighbour%20severity%3C%3Dcrit&limit=2");
        Assert.Equal("success", first.GetProperty("status").GetString());
        Assert.Equal(["neighbour 10.0.0.2 went down", "neighbour 10.0.0.3 went down"], first.GetProperty("lines").EnumerateArray().Select(static l => l.GetProperty("message").GetString()));
        var line = first.GetProperty("lines")[0];
        Assert.Equal(("2025-12-31T23:59:58.000Z", "crit", "bgpd", "BGP-5"),
            (line.GetProperty("time").GetString(), line.GetProperty("severity").GetString(), line.GetProperty("origin").GetProperty("app").GetString(), line.GetProperty("messageId").GetString()));
        var second = await _server.Data($"/api/logs?q=neighbour%20severity%3C%3Dcrit&limit=2&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal("neighbour 10.0.0.4 went down", Assert.Single(second.GetProperty("lines").EnumerateArray()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Lines_are_answered_as_csv()
    {
        var text = await _server.Get("/api/logs.csv?q=10.0.0.3");
        Assert.Equal(3, text.Split("\r\n").Length);
        Assert.Contains("2025-12-31T23:59:57.000Z,err,rtr1,bgpd", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q=severity:worst", "'worst' at character 10 is no severity:")]
    [InlineData("limit=0", "'limit' is to be a number of 1 to 10000.")]
    [InlineData("cursor=x", "'cursor' is to be the 'next' of an answer before.")]
    public async Task What_cannot_be_read_is_refused_with_a_sentence(string query, string expected)
    {
        using var answer = await _server.Client.GetAsync(new Uri($"/api/logs?{query}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, System.Text.RegularExpressions.Regex.Unescape(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }
}
