using System.Net;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Auth;

public sealed class ClosedDoorTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    private static readonly string[] OpenToAll = ["/sign-in", "/first-sign-in", "/error", "/healthz", "/readyz", "/grid.css", "/wall-link"];

    [Fact]
    public void Every_endpoint_is_closed_to_strangers_but_those_listed_and_static_files()
    {
        var open = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Where(e => !IsStaticFile(e))
            .Select(e => "/" + e.RoutePattern.RawText?.TrimStart('/'));

        Assert.Empty(open.Distinct().Except(OpenToAll));
    }

    [Fact]
    public async Task A_stranger_who_knocks_at_every_endpoint_gets_in_nowhere()
    {
        var closed = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => !IsStaticFile(e) && !OpenToAll.Contains("/" + e.RoutePattern.RawText?.TrimStart('/')))
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]).Select(method => (Path: PathOf(e), Method: method)))
            .Distinct().ToArray();
        using var browser = server.Browser();

        Assert.NotEmpty(closed);
        foreach (var (path, method) in closed)
        {
            using var request = new HttpRequestMessage(new(method), new Uri(server.Address, path));
            using var answer = await browser.Send(request);
            var turnedAway = answer.Headers.Location?.OriginalString ?? "";
            Assert.True(
                answer.StatusCode == HttpStatusCode.Unauthorized
                || turnedAway.StartsWith("/sign-in", StringComparison.Ordinal)
                || (path == "/wall/link/1" && turnedAway == "/wall-link?wall=1"),
                $"{method} {path} answered {(int)answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("/api/v1/query?query=up")]
    [InlineData("/api/v2/write")]
    [InlineData("/metrics")]
    [InlineData("/v1/metrics")]
    [InlineData("/write")]
    [InlineData("/_blazor")]
    [InlineData("/_blazor/negotiate")]
    [InlineData("/advanced-analytics/anomalies")]
    [InlineData("/connect/token")]
    public async Task A_program_without_a_token_is_told_so_with_401(string path)
    {
        using var browser = server.Browser();

        using var answer = await browser.Get(path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Bearer realm=\"NOC dashboard\"", answer.Headers.GetValues("WWW-Authenticate"));
        Assert.Contains("Sign in, or send an API token", await answer.Content.ReadAsStringAsync());
        var json = path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("/advanced-analytics", StringComparison.Ordinal);
        Assert.Equal(json ? "application/json" : "text/plain", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/users")]
    [InlineData("/no/such/page")]
    public async Task A_person_who_is_not_signed_in_is_led_to_the_sign_in_page(string path)
    {
        using var browser = server.Browser();

        using var answer = await browser.Get(path);

        Assert.Equal(path == "/" ? "/sign-in" : $"/sign-in?returnUrl={Uri.EscapeDataString(path)}", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task The_sign_in_page_and_all_that_it_loads_are_open()
    {
        using var browser = server.Browser();

        var page = await browser.Page("/sign-in");
        var loaded = page.QuerySelectorAll("link[href], script[src]").Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!).ToArray();

        Assert.Contains(loaded, path => path.StartsWith("_framework/blazor.web", StringComparison.Ordinal));
        foreach (var path in loaded)
            Assert.Equal(HttpStatusCode.OK, await browser.Status("/" + path));
    }

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Operator)]
    public async Task Only_administrators_open_the_users_page(string role)
    {
        using var other = await server.NewUser($"some-{role}", role);

        using var answer = await other.Get("/users");
        var page = await Browser.Document(answer);

        Assert.Equal(HttpStatusCode.OK, await other.Status("/"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("This page is for administrators", page.Body!.TextContent);
        Assert.Null(page.QuerySelector("table, form"));
        using var post = await other.Post("/users", ("_handler", "add-user"), ("Name", "mallory"), ("Role", Roles.Administrator));
        Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
    }

    private static bool IsStaticFile(RouteEndpoint endpoint) => endpoint.Metadata.Any(m => m.GetType().Name == "StaticAssetDescriptor");

    internal static string PathOf(RouteEndpoint endpoint) =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "1"))));
}
