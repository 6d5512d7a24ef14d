using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Dapper;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Auth;

public sealed class ApiTokenTests(RunningDashboard shared) : IClassFixture<RunningDashboard>
{
    [Theory]
    [InlineData("Bearer", ApiToken.Read, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("Bearer", ApiToken.Write, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("bearer", ApiToken.Write, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("Token", ApiToken.Read, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("Token", ApiToken.Write, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("Basic", ApiToken.Read, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("Basic", ApiToken.Write, HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task A_token_lets_a_program_in_as_far_as_its_scope_reaches(string scheme, string scope, HttpStatusCode read, HttpStatusCode write)
    {
        using var server = new RunningDashboard();
        using var administrator = await server.Administrator();
        var token = await Make(administrator, scope);

        Assert.StartsWith("noc_", token);
        Assert.Equal(read, await Read(server, scheme, token));
        Assert.Equal(write, await Send(server, HttpMethod.Post, "/api/test/write", scheme, token));
        Assert.Equal(HttpStatusCode.Forbidden, await Send(server, HttpMethod.Get, "/", scheme, token));
        Assert.Equal(HttpStatusCode.Forbidden, await Send(server, HttpMethod.Get, "/users", scheme, token));
        Assert.Equal(HttpStatusCode.Forbidden, await Send(server, HttpMethod.Post, "/_blazor/negotiate", scheme, token));
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Token")]
    [InlineData("Basic")]
    public async Task A_revoked_token_is_refused_at_once(string scheme)
    {
        using var server = new RunningDashboard();
        using var administrator = await server.Administrator();
        var token = await Make(administrator, ApiToken.Read);
        Assert.Equal(HttpStatusCode.OK, await Read(server, scheme, token));

        using var revoked = await administrator.Submit("/users", "revoke-1");

        Assert.Equal("/users", revoked.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Unauthorized, await Read(server, scheme, token));
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Token")]
    [InlineData("Basic")]
    public async Task A_token_expires_on_its_day(string scheme)
    {
        var clock = new ShiftedClock();
        using var server = new RunningDashboard(clock: clock);
        using var administrator = await server.Administrator();
        var token = await Make(administrator, ApiToken.Read, days: "30");

        clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await Read(server, scheme, token));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await Read(server, scheme, token));
    }

    [Theory]
    [InlineData("Bearer", "noc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer", "")]
    [InlineData("Bearer", "something else")]
    [InlineData("Token", "noc_")]
    [InlineData("Basic", "not base64!")]
    [InlineData("Digest", "noc_x")]
    public async Task What_is_no_token_lets_nobody_in(string scheme, string credential)
    {
        using var client = new HttpClient { BaseAddress = shared.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"{scheme} {credential}");

        using var answer = await client.GetAsync(new Uri("/api/test/read", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("\"errorType\":\"unauthorized\"", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Basic_is_offered_where_collectors_write_and_never_where_a_browser_would_open_its_own_box()
    {
        using var client = new HttpClient { BaseAddress = shared.Address };

        using var write = await client.PostAsync(new Uri("/api/test/write", UriKind.Relative), null);
        using var read = await client.GetAsync(new Uri("/api/test/read", UriKind.Relative));

        Assert.Equal(["Bearer", "Basic"], write.Headers.WwwAuthenticate.Select(c => c.Scheme));
        Assert.Equal(["Bearer"], read.Headers.WwwAuthenticate.Select(c => c.Scheme));
    }

    [Theory]
    [InlineData(Roles.Viewer, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Operator, HttpStatusCode.OK)]
    [InlineData(Roles.Administrator, HttpStatusCode.OK)]
    public async Task A_person_reads_the_api_by_session_and_writes_as_operator(string role, HttpStatusCode write)
    {
        using var user = await shared.NewUser($"some-{role}", role);

        Assert.Equal(HttpStatusCode.OK, await user.Status("/api/test/read"));
        using var written = await user.Post("/api/test/write");
        Assert.Equal(write, written.StatusCode);
        using var operated = await user.Post("/api/test/operate");
        Assert.Equal(write, operated.StatusCode);
    }

    [Fact]
    public async Task Only_a_hash_of_the_token_is_stored()
    {
        using var server = new RunningDashboard();
        using var administrator = await server.Administrator();
        var token = await Make(administrator, ApiToken.Read);

        using var connection = server.Services.GetRequiredService<StateDatabase>().Connect();
        var hash = connection.ExecuteScalar<byte[]>("SELECT hash FROM api_tokens")!;
        var row = string.Join('|', ((IDictionary<string, object>)connection.QuerySingle("SELECT * FROM api_tokens")).Values);

        Assert.Equal(32, hash.Length);
        Assert.NotEqual(Encoding.UTF8.GetBytes(token), hash);
        Assert.DoesNotContain(token, row);
        Assert.DoesNotContain(token, (await administrator.Page("/users")).DocumentElement.OuterHtml);
    }

    [Fact]
    public async Task The_last_use_is_noted_at_most_once_a_minute()
    {
        var clock = new ShiftedClock();
        using var server = new RunningDashboard(clock: clock);
        using var administrator = await server.Administrator();
        var token = await Make(administrator, ApiToken.Read);
        var tokens = server.Services.GetRequiredService<ApiTokens>();

        Assert.Null(tokens.All().Single().LastUsedAt);
        await Read(server, "Bearer", token);
        var first = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromSeconds(59));
        await Read(server, "Bearer", token);
        Assert.Equal(first, tokens.All().Single().LastUsedAt);
        clock.Advance(TimeSpan.FromSeconds(1));
        await Read(server, "Bearer", token);
        Assert.Equal(clock.GetUtcNow(), tokens.All().Single().LastUsedAt);
    }

    [Fact]
    public async Task Two_good_tokens_do_not_share_a_name_and_revoked_ones_are_kept_for_a_while()
    {
        using var server = new RunningDashboard();
        using var administrator = await server.Administrator();
        var tokens = server.Services.GetRequiredService<ApiTokens>();
        var actor = new Actor("admin", IPAddress.Loopback);
        Assert.Null(tokens.Create("grafana", ApiToken.Read, null, actor, out _));

        Assert.StartsWith("There is already a token called Grafana", tokens.Create("Grafana", ApiToken.Read, null, actor, out _));
        for (var i = 0; i < ApiTokens.MostRevoked + 5; i++)
        {
            tokens.Revoke(tokens.All()[0].Id, actor);
            Assert.Null(tokens.Create("grafana", ApiToken.Read, null, actor, out _));
        }
        Assert.Equal(ApiTokens.MostRevoked + 1, tokens.All().Count);
    }

    private static async Task<string> Make(Browser administrator, string scope, string days = "")
    {
        using var answer = await administrator.Submit("/users", "add-token", ("TokenName", "grafana"), ("Scope", scope), ("Days", days));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await Browser.Document(answer)).QuerySelector("#secret")!.GetAttribute("value")!;
    }

    private static Task<HttpStatusCode> Read(RunningDashboard server, string scheme, string token) => Send(server, HttpMethod.Get, "/api/test/read", scheme, token);

    private static async Task<HttpStatusCode> Send(RunningDashboard server, HttpMethod method, string path, string scheme, string token)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(method, new Uri(server.Address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, scheme == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes("telegraf:" + token)) : token);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
