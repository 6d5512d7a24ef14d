using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dashboard.Web.Auth;
using Dashboard.Web.Tests.Auth;
using Dashboard.Web.Tests.Dashboards;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

public sealed class KpiApiTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    private const string Yaml = "title: Paging\nlevels: [network, cell]\nowner: Radio\nquery: sum by ($by) (sum_over_time(PAG_DiscardedNbr{$scope}[$window]))\nthresholds: [{severity: minor, limit: 5}]\n";

    [Fact]
    public async Task A_KPI_is_written_read_changed_and_removed_with_its_version_as_entity_tag()
    {
        using var client = Client(ApiToken.Write);
        using var made = await Send(client, HttpMethod.Put, "/api/kpis/paging", Yaml);
        using var read = await Send(client, HttpMethod.Get, "/api/kpis/paging");
        using var changed = await Send(client, HttpMethod.Put, "/api/kpis/paging", (await read.Content.ReadAsStringAsync()).Replace("Radio", "Core"), "\"1\"");
        using var late = await Send(client, HttpMethod.Put, "/api/kpis/paging", Yaml, "\"1\"");

        Assert.Equal((HttpStatusCode.Created, "\"1\""), (made.StatusCode, made.Headers.ETag?.Tag));
        Assert.Equal("application/yaml", read.Content.Headers.ContentType?.MediaType);
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.StatusCode, changed.Headers.ETag?.Tag));
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        var listed = (await Json(client, "/api/kpis")).GetProperty("kpis").EnumerateArray().Single(static k => k.GetProperty("id").GetString() == "paging");
        Assert.Equal(("edited", 2, "Core"), (listed.GetProperty("origin").GetString(), listed.GetProperty("version").GetInt32(), listed.GetProperty("owner").GetString()));
        Assert.Contains((await Json(client, "/api/kpis/report")).GetProperty("kpis").EnumerateArray(), static k => k.GetProperty("id").GetString() == "paging" && k.GetProperty("version").GetInt32() == 2);

        using var removed = await Send(client, HttpMethod.Delete, "/api/kpis/paging", match: "\"2\"");
        using var gone = await Send(client, HttpMethod.Get, "/api/kpis/paging");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (removed.StatusCode, gone.StatusCode));
        Assert.Equal([3, 2, 1], (await Json(client, "/api/kpis/paging/versions")).GetProperty("versions").EnumerateArray().Select(static v => v.GetProperty("number").GetInt32()));
    }

    [Theory]
    [InlineData("title: A\nlevels: [network]\nquery: sum by ($by) (x[$window])", "query: Character 15:")]
    [InlineData("titel: A", "KPI odd, line 1")]
    [InlineData("title: A", "needs 'title', 'query' and 'levels'")]
    public async Task What_cannot_be_used_is_refused_with_a_sentence_and_its_place(string yaml, string says)
    {
        using var client = Client(ApiToken.Write);
        using var answer = await Send(client, HttpMethod.Put, "/api/kpis/odd", yaml);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_with_the_program_can_be_replaced_and_not_removed()
    {
        using var client = Client(ApiToken.Write);
        using var refused = await Send(client, HttpMethod.Delete, "/api/kpis/energy");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        using var replaced = await Send(client, HttpMethod.Put, "/api/kpis/energy", Yaml);
        using var back = await Send(client, HttpMethod.Delete, "/api/kpis/energy");
        using var read = await Send(client, HttpMethod.Get, "/api/kpis/energy");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent, "\"1\""), (replaced.StatusCode, back.StatusCode, read.Headers.ETag?.Tag));
    }

    [Fact]
    public async Task Only_administrators_and_tokens_that_may_write_change_KPIs()
    {
        using var reader = Client(ApiToken.Read);
        using var token = await Send(reader, HttpMethod.Put, "/api/kpis/paging-2", Yaml);
        Assert.Equal(HttpStatusCode.Forbidden, token.StatusCode);
        using var @operator = await server.NewUser("kpi-operator", Roles.Operator);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri("/api/kpis/paging-2", UriKind.Relative)) { Content = new StringContent(Yaml) };
        using var answer = await @operator.Send(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("by administrators", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Targets_of_slices_are_told_with_their_queries()
    {
        using var client = Client(ApiToken.Read);
        var target = (await Json(client, "/api/slices/targets")).GetProperty("targets").EnumerateArray().Single(static t => t.GetProperty("id").GetString() == "urllc-reliability");
        Assert.Equal((99.999m, "URLLC"), (target.GetProperty("objective").GetDecimal(), target.GetProperty("service").GetString()));
        Assert.Equal([14.4, 6, 1], target.GetProperty("burn").EnumerateArray().Select(static b => b.GetProperty("limit").GetDouble()));
        Assert.Contains("DRB_PacketLossRateUl", target.GetProperty("bad").GetString(), StringComparison.Ordinal);
    }

    private HttpClient Client(string scope)
    {
        Assert.Null(server.Services.GetRequiredService<ApiTokens>().Create($"t{Guid.NewGuid():N}", scope, null, LibraryRoom.Ada, out var token));
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, HttpMethod method, string path, string? yaml = null, string? match = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (yaml is not null)
            request.Content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        if (match is not null)
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(match));
        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> Json(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative))).RootElement;
}
