using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dashboard.Domain.Dashboards;
using Dashboard.Web.Auth;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Dashboards;

public sealed class DashboardApiTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    private const string Grafana =
        """{"dashboard":{"title":"Peering","panels":[{"type":"stat","title":"Sessions","targets":[{"refId":"A","expr":"sum(bgp_up)"}]},{"type":"geomap","title":"Map"}]}}""";

    [Fact]
    public async Task A_dashboard_is_written_read_listed_and_removed_with_its_version_as_entity_tag()
    {
        using var client = Client(ApiToken.Write);
        var json = DashboardJson.Write(LibraryRoom.Board("api-round", "Round"));

        using var made = await Send(client, HttpMethod.Put, "/api/dashboards/api-round", json);
        using var read = await Send(client, HttpMethod.Get, "/api/dashboards/api-round");
        using var changed = await Send(client, HttpMethod.Put, "/api/dashboards/api-round", json.Replace("Round", "Rounder"), "\"1\"");

        Assert.Equal((HttpStatusCode.Created, "\"1\""), (made.StatusCode, made.Headers.ETag?.Tag));
        Assert.Equal(json, (await read.Content.ReadAsStringAsync()).TrimEnd());
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.StatusCode, changed.Headers.ETag?.Tag));
        Assert.Contains((await Json(client, "/api/dashboards")).GetProperty("dashboards").EnumerateArray(), d => d.GetProperty("slug").GetString() == "api-round" && d.GetProperty("title").GetString() == "Rounder" && d.GetProperty("origin").GetString() == "user");
        Assert.Equal([2, 1], (await Json(client, "/api/dashboards/api-round/versions")).GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("version").GetInt32()));
        using var removed = await Send(client, HttpMethod.Delete, "/api/dashboards/api-round", match: "\"2\"");
        using var gone = await Send(client, HttpMethod.Get, "/api/dashboards/api-round");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (removed.StatusCode, gone.StatusCode));
        Assert.Contains("There is no dashboard 'api-round'", await Error(gone));
    }

    [Fact]
    public async Task What_somebody_else_has_changed_is_not_overwritten_unless_asked_for()
    {
        using var client = Client(ApiToken.Write);
        var json = DashboardJson.Write(LibraryRoom.Board("api-conflict", "One"));
        using var first = await Send(client, HttpMethod.Put, "/api/dashboards/api-conflict", json);
        using var second = await Send(client, HttpMethod.Put, "/api/dashboards/api-conflict", json.Replace("One", "Two"), "\"1\"");

        using var blind = await Send(client, HttpMethod.Put, "/api/dashboards/api-conflict", json.Replace("One", "Three"));
        using var late = await Send(client, HttpMethod.Put, "/api/dashboards/api-conflict", json.Replace("One", "Three"), "\"1\"");
        using var forced = await Send(client, HttpMethod.Put, "/api/dashboards/api-conflict", json.Replace("One", "Three"), "*");

        Assert.Equal((HttpStatusCode)428, blind.StatusCode);
        Assert.Contains("If-Match: \"2\"", await Error(blind));
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Contains("version 2) after you opened it (version 1)", await Error(late));
        Assert.Equal((HttpStatusCode.OK, "\"3\""), (forced.StatusCode, forced.Headers.ETag?.Tag));
    }

    [Fact]
    public async Task A_Grafana_dashboard_is_imported_with_the_list_of_what_was_not_taken_over()
    {
        using var client = Client(ApiToken.Write);

        using var answer = await Send(client, HttpMethod.Post, "/api/dashboards/import?folder=Edge&note=from+Grafana", Grafana);

        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("peering", body.GetProperty("slug").GetString());
        var lost = Assert.Single(body.GetProperty("notTaken").EnumerateArray());
        Assert.Equal(("Map", "Panels of the kind 'geomap' are not known here."), (lost.GetProperty("where").GetString(), lost.GetProperty("reason").GetString()));
        var stored = server.Services.GetRequiredService<Web.Dashboards.DashboardLibrary>().FindStored("peering")!;
        Assert.Equal("Edge", stored.Definition.Folder);
    }

    [Theory]
    [InlineData("{\n \"slug\": \"a\",\n \"titel\": 3 }", "\"titel\" is not known at $.titel (line 3)")]
    [InlineData("", "There is no text")]
    [InlineData("{\"panels\": 3, \"schemaVersion\": 9}", "neither \"panels\" nor \"rows\"")]
    public async Task A_broken_import_is_refused_with_a_sentence_and_its_place(string json, string says)
    {
        using var client = Client(ApiToken.Write);

        using var answer = await Send(client, HttpMethod.Post, "/api/dashboards/import", json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, await Error(answer));
    }

    [Fact]
    public async Task Reading_tokens_read_and_do_not_write()
    {
        using var client = Client(ApiToken.Read);

        using var list = await Send(client, HttpMethod.Get, "/api/dashboards");
        using var put = await Send(client, HttpMethod.Put, "/api/dashboards/x", "{}");
        using var import = await Send(client, HttpMethod.Post, "/api/dashboards/import", "{}");
        using var delete = await Send(client, HttpMethod.Delete, "/api/dashboards/x");

        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.All([put, import, delete], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }

    [Fact]
    public async Task A_dashboard_must_be_called_what_its_address_says_and_a_template_cannot_be_removed()
    {
        using var client = Client(ApiToken.Write);

        using var other = await Send(client, HttpMethod.Put, "/api/dashboards/one", DashboardJson.Write(LibraryRoom.Board("two")));
        using var template = await Send(client, HttpMethod.Delete, "/api/dashboards/" + DashboardTemplates.First, match: "*");

        Assert.Contains("the dashboard's slug is 'two'", await Error(other));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, template.StatusCode);
        Assert.Contains("comes with the program", await Error(template));
    }

    [Fact]
    public async Task A_download_is_named_after_the_dashboard()
    {
        using var client = Client(ApiToken.Read);

        using var answer = await Send(client, HttpMethod.Get, $"/api/dashboards/{DashboardTemplates.First}?download");

        Assert.Equal(("attachment", DashboardTemplates.First + ".json"), (answer.Content.Headers.ContentDisposition?.DispositionType, answer.Content.Headers.ContentDisposition?.FileName));
    }

    private HttpClient Client(string scope)
    {
        var name = $"t{Guid.NewGuid():N}";
        Assert.Null(server.Services.GetRequiredService<ApiTokens>().Create(name, scope, null, LibraryRoom.Ada, out var token));
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, HttpMethod method, string path, string? json = null, string? match = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (match is not null)
            request.Headers.IfMatch.Add(match == "*" ? EntityTagHeaderValue.Any : new(match));
        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> Json(HttpClient client, string path) =>
        JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative))).RootElement;

    private static async Task<string> Error(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString()!;
}
