using System.Net;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Tests.Auth;

public sealed class SameOriginTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    [Theory]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("own", HttpStatusCode.OK)]
    public async Task Negotiating_a_live_connection_is_for_own_pages(string origin, HttpStatusCode expected)
    {
        using var browser = await server.NewUser($"user-{Guid.NewGuid()}", Roles.Viewer);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/_blazor/negotiate?negotiateVersion=1"));
        if (origin.Length > 0)
            request.Headers.Add("Origin", origin == "own" ? server.Address.GetLeftPart(UriPartial.Authority) : origin);

        using var answer = await browser.Send(request);

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.Forbidden)
            Assert.Contains("another site", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.Forbidden)]
    [InlineData("own", HttpStatusCode.SwitchingProtocols)]
    public async Task A_websocket_must_say_that_it_comes_from_an_own_page(string origin, HttpStatusCode expected)
    {
        using var browser = await server.NewUser($"user-{Guid.NewGuid()}", Roles.Viewer);
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.Cookies = browser.Cookies;
        if (origin.Length > 0)
            socket.Options.SetRequestHeader("Origin", origin == "own" ? server.Address.GetLeftPart(UriPartial.Authority) : origin);

        var failure = await Record.ExceptionAsync(() => socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, CancellationToken.None));

        Assert.Equal(expected, socket.HttpStatusCode);
        Assert.Equal(expected == HttpStatusCode.SwitchingProtocols, failure is null);
    }

    [Fact]
    public async Task A_form_that_another_site_submits_is_refused_before_anything_looks_at_it()
    {
        using var browser = await server.NewUser($"user-{Guid.NewGuid()}", Roles.Viewer);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/sign-out"));
        request.Headers.Add("Origin", "https://evil.example");

        using var answer = await browser.Send(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.NotNull(browser.Session);
    }

    [Fact]
    public async Task A_proxy_that_ends_tls_is_no_other_site()
    {
        using var browser = await server.NewUser($"user-{Guid.NewGuid()}", Roles.Viewer);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/_blazor/negotiate?negotiateVersion=1"));
        request.Headers.Host = "noc.example";
        request.Headers.Add("Origin", "https://noc.example");
        request.Headers.Add("Cookie", $"noc-session={browser.Session!.Value}");

        using var answer = await browser.Send(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
