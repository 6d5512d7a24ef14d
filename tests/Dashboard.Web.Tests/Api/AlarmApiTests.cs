using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Auth;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

/// <summary>Alarms through the API of the running program.</summary>
public sealed class AlarmApiTests : IDisposable
{
    private readonly RunningDashboard _server = new(settings: [("Noc:Auth:Mode", "Open"), ("urls", "http://127.0.0.1:0")]);
    private readonly HttpClient _client;

    public AlarmApiTests() => _client = new HttpClient { BaseAddress = _server.Address };

    private AlarmList Alarms => _server.Services.GetRequiredService<AlarmList>();

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task An_alarm_is_found_acknowledged_commented_on_cleared_and_then_in_the_history()
    {
        Raise("rtr-1 Gi0/1", PerceivedSeverity.Major);
        Raise("rtr-2 Gi0/1", PerceivedSeverity.Minor);
        var id = (await Found("?severity=major&q=RTR-1")).Single().GetProperty("id").GetInt64();

        var done = await Act(id, "acknowledge", new { comment = "on it" });
        Assert.NotEqual("", done.GetProperty("acknowledged").GetProperty("at").GetString());
        await Act(id, "comment", new { comment = "fibre, \"north\"" });
        Assert.Equal("clearedByHand", (await Act(id, "clear")).GetProperty("life").EnumerateArray().Last().GetProperty("kind").GetString());

        Assert.DoesNotContain(await Found("?q=rtr-1"), a => a.GetProperty("id").GetInt64() == id);
        var left = (await Found("?state=history&severity=major")).Single();
        Assert.Equal((id, "cleared", "major", "rtr-1 Gi0/1"), (left.GetProperty("id").GetInt64(), left.GetProperty("severity").GetString(), left.GetProperty("previousSeverity").GetString(), left.GetProperty("managedObject").GetString()));
        Assert.Equal(["on it", "fibre, \"north\""], left.GetProperty("life").EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "commented").Select(s => s.GetProperty("text").GetString()));
        Assert.Equal(id, (await _client.GetFromJsonAsync<JsonElement>($"/api/alarms/{id}")).GetProperty("id").GetInt64());
        Assert.Equal(
            ["cleared alarm", "commented on alarm", "acknowledged alarm"],
            _server.Services.GetRequiredService<AuditTrail>().Newest(3).Select(e => e.Action));
        Assert.Equal($"{id} rtr-1 Gi0/1", _server.Services.GetRequiredService<AuditTrail>().Newest(1)[0].Subject);
    }

    [Fact]
    public async Task A_spreadsheet_gets_every_alarm_as_a_line_that_it_can_read()
    {
        Raise("rtr-1 Gi0/1", PerceivedSeverity.Critical, "=HYPERLINK(\"x\"), down");
        var text = await _client.GetStringAsync("/api/alarms.csv?q=rtr-1");
        var lines = text.TrimEnd().Split("\r\n");
        Assert.Equal(2, lines.Length);
        Assert.Contains("rtr-1 Gi0/1,critical,critical,communications,loss-of-signal", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(",=HYPERLINK", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/alarms?severity=bad", HttpStatusCode.BadRequest, "severity=bad is none; there are cleared, indeterminate, warning, minor, major, critical.")]
    [InlineData("GET", "/api/alarms?limit=0&state=old", HttpStatusCode.BadRequest, "limit=0 is not a whole number from 1 to 10000. state=old is neither active nor history.")]
    [InlineData("GET", "/api/alarms/4711", HttpStatusCode.NotFound, "There is no alarm 4711 in the active list. GET /api/alarms lists those there are.")]
    [InlineData("POST", "/api/alarms/4711/acknowledge", HttpStatusCode.NotFound, "There is no alarm 4711 in the active list. GET /api/alarms lists those there are.")]
    [InlineData("POST", "/api/alarms/{id}/forget", HttpStatusCode.NotFound, "'forget' cannot be done to an alarm; there are acknowledge, unacknowledge, comment, clear.")]
    [InlineData("POST", "/api/alarms/{id}/comment", HttpStatusCode.UnprocessableEntity, "A comment has to say something.")]
    [InlineData("POST", "/api/alarms/{id}/unacknowledge", HttpStatusCode.UnprocessableEntity, "Alarm {id} is not acknowledged.")]
    public async Task What_cannot_be_is_refused_with_a_sentence(string method, string path, HttpStatusCode status, string sentence)
    {
        Raise("rtr-1", PerceivedSeverity.Major);
        var id = Alarms.Current.All.Single(a => a.ManagedObject == "rtr-1").Id.ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{id}", id, StringComparison.Ordinal));
        using var answer = await _client.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(sentence.Replace("{id}", id, StringComparison.Ordinal), (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_token_that_may_only_read_acknowledges_nothing_and_one_that_may_write_does_under_its_name()
    {
        using var server = new RunningDashboard();
        var alarms = server.Services.GetRequiredService<AlarmList>();
        alarms.Take(Said("rtr-1", PerceivedSeverity.Major, "down"));
        var id = alarms.Current.All.Single(a => a.ManagedObject == "rtr-1").Id;
        Assert.Equal(HttpStatusCode.Forbidden, await Acknowledge(ApiToken.Read));
        Assert.True(alarms.Find(id)!.IsUnacknowledged);
        Assert.Equal(HttpStatusCode.OK, await Acknowledge(ApiToken.Write));
        Assert.Equal("write tickets", alarms.Find(id)!.Acknowledged!.User);

        async Task<HttpStatusCode> Acknowledge(string scope)
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(server, scope));
            using var answer = await client.PostAsync(new Uri($"/api/alarms/{id}/acknowledge", UriKind.Relative), null);
            return answer.StatusCode;
        }
    }

    [Fact]
    public void Alarms_outlive_a_restart()
    {
        using var data = new TemporaryDirectory();
        using (var before = new RunningDashboard(data.Path))
            before.Services.GetRequiredService<AlarmList>().Take(Said("rtr-1", PerceivedSeverity.Major, "down"));
        using var after = new RunningDashboard(data.Path);
        Assert.Contains(after.Services.GetRequiredService<AlarmList>().Current.Open, a => a.ManagedObject == "rtr-1");
    }

    private static string TokenOf(RunningDashboard server, string scope)
    {
        Assert.Null(server.Services.GetRequiredService<ApiTokens>().Create($"{scope} tickets", scope, null, new Actor("ada", IPAddress.Loopback), out var token));
        return token;
    }

    private static AlarmNotification Said(string managedObject, PerceivedSeverity severity, string text) => new()
    {
        ManagedObject = managedObject,
        Type = AlarmType.Communications,
        ProbableCause = ProbableCause.LossOfSignal,
        Severity = severity,
        Text = text,
        EventTime = TimeProvider.System.GetUtcNow(),
        Door = "syslog",
    };

    private void Raise(string managedObject, PerceivedSeverity severity, string text = "down") => Alarms.Take(Said(managedObject, severity, text));

    private async Task<IReadOnlyList<JsonElement>> Found(string query) => [.. (await _client.GetFromJsonAsync<JsonElement>($"/api/alarms{query}")).GetProperty("alarms").EnumerateArray()];

    private async Task<JsonElement> Act(long id, string act, object? body = null)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var answer = await _client.PostAsync(new Uri($"/api/alarms/{id}/{act}", UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
