using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dashboard.Ingest.Knowledge;
using Dashboard.Web.Auth;
using Dashboard.Web.Tests.Auth;
using Dashboard.Web.Tests.Dashboards;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

public sealed class KnowledgeApiTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    private const string Root = "/advanced-analytics/knowledge";
    private const string Rain = """{"title":"Microwave fades in rain","symptom":"Throughput falls while it rains","action":"Wait","category":"Transport","tags":["microwave"],"alarmCauses":["degradedSignal"],"anomalies":["drift"]}""";

    [Fact]
    public async Task Knowledge_is_added_found_read_changed_and_removed_with_its_version_as_entity_tag()
    {
        using var client = Client(ApiToken.Write);
        using var made = await Send(client, HttpMethod.Post, Root, Rain);
        var added = await Json(made);
        var (id, path) = (added.GetProperty("id").GetInt64(), made.Headers.Location!.OriginalString);
        Assert.Equal((HttpStatusCode.Created, "\"1\"", $"{Root}/{id}"), (made.StatusCode, made.Headers.ETag?.Tag, path));
        Assert.Equal(("transport", "degraded-signal", "drift", "written"), (Text(added, "category"), added.GetProperty("alarmCauses")[0].GetString(), added.GetProperty("anomalies")[0].GetString(), Text(added, "origin")));

        Assert.Equal(id, (await Found(client, "?query=rain microwaves")).GetProperty("knowledge")[0].GetProperty("id").GetInt64());
        Assert.Equal(1, (await Found(client, "?tags=microwave&category=transport&limit=1")).GetProperty("total").GetInt32());

        // What was read can be sent back as it is, with what is to be changed.
        using var read = await Send(client, HttpMethod.Get, path);
        var changed = (await read.Content.ReadAsStringAsync()).Replace("Wait", "Lower the modulation", StringComparison.Ordinal);
        using var put = await Send(client, HttpMethod.Put, path, changed, "\"1\"");
        using var late = await Send(client, HttpMethod.Put, path, changed, "\"1\"");
        using var odd = await Send(client, HttpMethod.Put, path, changed, "\"one\"");
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (put.StatusCode, put.Headers.ETag?.Tag));
        Assert.Equal((HttpStatusCode.PreconditionFailed, HttpStatusCode.BadRequest), (late.StatusCode, odd.StatusCode));

        using var helped = await Send(client, HttpMethod.Post, $"{path}/helped");
        Assert.Equal(1, (await Json(helped)).GetProperty("helped").GetInt32());
        using var removed = await Send(client, HttpMethod.Delete, path, match: "\"2\"");
        using var gone = await Send(client, HttpMethod.Get, path);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (removed.StatusCode, gone.StatusCode));
        Assert.Equal(
            [("removed article", $"{id} Microwave fades in rain"), ("was helped by article", $"{id} Microwave fades in rain"), ("changed article", $"{id} Microwave fades in rain"), ("added article", $"{id} Microwave fades in rain")],
            server.Services.GetRequiredService<AuditTrail>().Newest(4).Select(static e => (e.Action, e.Subject)));
    }

    [Fact]
    public async Task What_comes_with_the_program_is_there_hidden_by_delete_and_had_back_by_restore()
    {
        using var client = Client(ApiToken.Write);
        var answer = await Found(client, "?query=PRB saturation&category=radio&limit=500");
        var article = answer.GetProperty("knowledge")[0];
        Assert.Equal("program", Text(article, "origin"));
        Assert.Equal(KnowledgeFile.BuiltIn.Values.Count(static a => a.Category == "power"), answer.GetProperty("categories").EnumerateArray().Single(static c => Text(c, "name") == "power").GetProperty("count").GetInt32());
        var path = $"{Root}/{article.GetProperty("id").GetInt64()}";
        using var hidden = await Send(client, HttpMethod.Delete, path);
        using var still = await Send(client, HttpMethod.Get, path);
        Assert.Equal((HttpStatusCode.NoContent, true), (hidden.StatusCode, (await Json(still)).GetProperty("isHidden").GetBoolean()));
        Assert.Equal(Text(article, "title"), Text((await Found(client, "?hidden=yes")).GetProperty("knowledge")[0], "title"));
        using var back = await Send(client, HttpMethod.Post, $"{path}/restore");
        Assert.False((await Json(back)).GetProperty("isHidden").GetBoolean());
    }

    [Theory]
    [InlineData("""{"title":"T"}""", "It says nothing")]
    [InlineData("""{"symptom":"s"}""", "needs a title")]
    [InlineData("""{"titel":"T","symptom":"s"}""", "'titel' is no field of knowledge. There are title, symptom,")]
    [InlineData("""{"title":"T","symptom":"s","kind":"novel"}""", "is not JSON with the fields")]
    [InlineData("""{"title":"T","symptom":"s","tags":["a/b",null]}""", "'a/b' is no tag")]
    [InlineData("null", "says nothing")]
    [InlineData("", "is not JSON")]
    [InlineData("[1]", "is not JSON")]
    public async Task What_cannot_be_kept_is_refused_with_a_sentence(string body, string says)
    {
        using var client = Client(ApiToken.Write);
        using var answer = await Send(client, HttpMethod.Post, Root, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, Text(await Json(answer), "detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?limit=0", "limit=0 is not a whole number from 1 to 500.")]
    [InlineData("?limit=many", "limit=many")]
    [InlineData("?kind=novel", "neither article nor case")]
    [InlineData("?hidden=maybe", "neither yes nor no")]
    public async Task A_question_that_cannot_be_read_is_refused_with_a_sentence(string query, string says)
    {
        using var client = Client(ApiToken.Read);
        using var answer = await Send(client, HttpMethod.Get, Root + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, Text(await Json(answer), "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_only_read_changes_nothing_and_a_stranger_reads_nothing()
    {
        using var reader = Client(ApiToken.Read);
        using var refused = await Send(reader, HttpMethod.Post, Root, Rain);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var stranger = new HttpClient { BaseAddress = server.Address };
        using var unknown = await Send(stranger, HttpMethod.Get, Root);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        using var none = await Send(reader, HttpMethod.Get, $"{Root}/4711");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Contains("no knowledge of number 4711", Text(await Json(none), "detail"), StringComparison.Ordinal);
    }

    private HttpClient Client(string scope)
    {
        Assert.Null(server.Services.GetRequiredService<ApiTokens>().Create($"t{Guid.NewGuid():N}", scope, null, LibraryRoom.Ada, out var token));
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, HttpMethod method, string path, string? body = null, string? match = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (match is not null)
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(match));
        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> Found(HttpClient client, string query) => JsonDocument.Parse(await client.GetStringAsync(new Uri(Root + query, UriKind.Relative))).RootElement;

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
