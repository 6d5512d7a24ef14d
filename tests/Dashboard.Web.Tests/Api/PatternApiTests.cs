using System.Net;
using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Patterns;
using Dashboard.Web.Auth;
using Dashboard.Web.Tests.Auth;
using Dashboard.Web.Tests.Dashboards;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

public sealed class PatternApiTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    [Fact]
    public async Task Patterns_are_told_as_sentences_by_kind_and_by_how_sure_they_are()
    {
        var cache = server.Services.GetRequiredService<TimeSeriesCache>();
        var series = cache.Resolve("test", Labels.Of("RRU_PrbTotDl", ("instance", "gnb-1"), ("site", "Ulm"), ("cell", "gnb-1-1")));
        var now = server.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        // Within what the cache keeps: a level that changed an hour ago.
        for (var at = now - (300 * 60_000L); at <= now; at += 60_000)
            cache.Append(series, at, (at / 60_000 % 3) + (at < now - (60 * 60_000L) ? 20 : 80));
        await server.Services.GetRequiredService<PatternSource>().Look(CancellationToken.None);

        using var client = Client();
        var answer = await Json(client, "?pattern_type=change_point&confidence_threshold=0.9&limit=5");
        var pattern = answer.GetProperty("patterns").EnumerateArray().Single(static p => p.GetProperty("entity").GetString() == "gnb-1-1");
        Assert.Equal(("change_point", "cell", "cell-load"), (pattern.GetProperty("type").GetString(), pattern.GetProperty("entityKind").GetString(), pattern.GetProperty("rule").GetString()));
        Assert.Matches(@"^PRB use of gnb-1-1 rose from 2[01]\.\d % to 8[01]\.\d % at .* UTC and stayed there\.$", pattern.GetProperty("description").GetString());
        Assert.InRange((now - pattern.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds()) / 60_000, 57, 63);
        Assert.True(answer.GetProperty("lookedAt").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        Assert.Equal(0, (await Json(client, "?pattern_type=seasonality")).GetProperty("total").GetInt32());
        Assert.Equal(0, answer.GetProperty("problems").GetArrayLength());
    }

    [Theory]
    [InlineData("?pattern_type=star", "pattern_type=star is none; there are seasonality, recurrence, change_point, trend, correlation.")]
    [InlineData("?pattern_type=1", "pattern_type=1 is none")]
    [InlineData("?confidence_threshold=2", "confidence_threshold=2 is not a number from 0 to 1.")]
    [InlineData("?confidence_threshold=high", "confidence_threshold=high")]
    [InlineData("?limit=0", "limit=0 is not a whole number from 1 to 2000.")]
    public async Task A_question_that_cannot_be_read_is_refused_with_a_sentence(string query, string says)
    {
        using var client = Client();
        using var answer = await client.GetAsync(new Uri($"/advanced-analytics/patterns{query}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_told_nothing()
    {
        using var stranger = new HttpClient { BaseAddress = server.Address };
        using var answer = await stranger.GetAsync(new Uri("/advanced-analytics/patterns", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private HttpClient Client()
    {
        Assert.Null(server.Services.GetRequiredService<ApiTokens>().Create($"t{Guid.NewGuid():N}", ApiToken.Read, null, LibraryRoom.Ada, out var token));
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static async Task<JsonElement> Json(HttpClient client, string query) =>
        JsonDocument.Parse(await client.GetStringAsync(new Uri($"/advanced-analytics/patterns{query}", UriKind.Relative))).RootElement;
}
