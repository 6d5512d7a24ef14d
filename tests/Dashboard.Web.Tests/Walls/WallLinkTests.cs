using System.Net;
using Dashboard.Web.Auth;
using Dashboard.Web.Tests.Auth;
using Dashboard.Web.Walls;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Walls;

/// <summary>What a wall link opens, and what it does not.</summary>
public sealed class WallLinkTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    private static readonly WallDefinition Overview = new() { Stops = [new("network-overview")] };
    private static readonly Actor Admin = new("admin", IPAddress.Loopback);

    private WallLinks Links => server.Services.GetRequiredService<WallLinks>();

    [Fact]
    public async Task A_link_opens_its_wall_with_no_frame_around_it()
    {
        using var display = await Display("opens");

        var page = await display.Browser.Page(display.Page);

        Assert.Equal("Network overview", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("wall", page.DocumentElement.GetAttribute("data-view"));
        Assert.NotNull(page.QuerySelector("[data-wall-root] [data-layer='network-overview'][data-shown] [data-kind=kpi]"));
        Assert.NotNull(page.QuerySelector(".counts"));
        Assert.NotNull(page.QuerySelector("[data-fresh]"));
        Assert.Equal(2, page.QuerySelectorAll("time[data-clock]").Length);
        Assert.Empty(page.QuerySelectorAll("nav, .top, form, [style]"));
    }

    [Fact]
    public async Task A_link_works_again_and_again_and_on_several_displays()
    {
        Assert.Null(Links.Create("many", Overview, null, Admin, out var token));
        using var one = server.Browser();
        using var other = server.Browser();
        foreach (var browser in new[] { one, one, other })
        {
            using var answer = await browser.Get($"/wall-link?token={token}");
            Assert.StartsWith("/wall/link/", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_display_gets_in_nowhere_but_at_its_own_wall()
    {
        using var display = await Display("nowhere else");
        using var other = await Display("other");
        var endpoints = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is null)
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]).Select(method => (Path: ClosedDoorTests.PathOf(e), Method: method)))
            // Live connections and the sign of life show nothing of themselves.
            .Where(e => !e.Path.StartsWith("/_blazor", StringComparison.Ordinal) && e.Path != "/session")
            .Append((other.Page, "GET")).Append(("/d/network-overview", "GET")).Append(("/api/v1/query?query=up", "GET"))
            .Where(e => e.Item1 != display.Page)
            .Distinct().ToArray();

        foreach (var (path, method) in endpoints)
        {
            using var request = new HttpRequestMessage(new(method), new Uri(server.Address, path));
            using var answer = await display.Browser.Send(request);
            var refused = answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
                || answer.Headers.Location?.OriginalString.StartsWith("/wall-link?", StringComparison.Ordinal) == true;
            Assert.True(refused, $"{method} {path} answered {(int)answer.StatusCode} {answer.Headers.Location}");
        }
        Assert.Equal(HttpStatusCode.OK, await display.Browser.Status(display.Page));
    }

    [Fact]
    public async Task A_token_is_no_api_token()
    {
        Assert.Null(Links.Create("no api", Overview, null, Admin, out var token));
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/api/v1/query?query=up"));
        request.Headers.Add("Authorization", $"Bearer {token}");

        using var answer = await browser.Send(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_revoked_link_ends_in_a_sentence_and_never_on_the_sign_in_page()
    {
        using var display = await Display("revoked");
        Links.Revoke(display.Id, Admin);

        using var answer = await display.Browser.Get(display.Page);
        var waiting = answer.Headers.Location!.OriginalString;
        using var end = await display.Browser.Get(waiting);

        Assert.Equal($"/wall-link?wall={display.Id}", waiting);
        Assert.Equal(HttpStatusCode.Forbidden, end.StatusCode);
        var page = await Browser.Document(end);
        Assert.Equal("This wall is not available", page.QuerySelector("h1")!.TextContent);
        Assert.NotNull(page.QuerySelector("[data-wall-waiting]"));
        using var again = await display.Browser.Get(display.Link);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
    }

    [Fact]
    public async Task A_made_up_or_missing_token_ends_in_the_same_sentence()
    {
        using var browser = server.Browser();
        foreach (var path in new[] { "/wall-link", "/wall-link?token=", "/wall-link?token=nocwall_x", "/wall-link?wall=1", "/wall-link?wall=../users" })
        {
            using var answer = await browser.Get(path);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("This wall is not available", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using var stranger = await browser.Get("/wall/link/1");
        Assert.Equal("/wall-link?wall=1", stranger.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_user_who_opens_a_link_stays_that_user()
    {
        using var user = await server.NewUser("desk", Roles.Viewer);
        Assert.Null(Links.Create("desk", Overview, null, Admin, out var token));
        using var answer = await user.Get($"/wall-link?token={token}");
        var wall = answer.Headers.Location!.OriginalString;

        Assert.Equal(HttpStatusCode.OK, await user.Status(wall));
        Assert.Equal(HttpStatusCode.OK, await user.Status("/"));
        Assert.Equal(HttpStatusCode.Forbidden, await user.Status("/walls"));
    }

    [Fact]
    public async Task A_display_survives_a_restart_and_the_loss_of_all_keys()
    {
        using var data = new TemporaryDirectory();
        var cookies = new CookieContainer();
        string page;
        await using (var first = new RunningDashboard(data.Path))
        {
            Assert.Null(first.Services.GetRequiredService<WallLinks>().Create("kept", Overview, null, Admin, out var token));
            using var browser = first.Browser();
            using var answer = await browser.Get($"/wall-link?token={token}");
            page = answer.Headers.Location!.OriginalString;
            foreach (Cookie cookie in browser.Cookies.GetAllCookies())
                cookies.Add(new Cookie(cookie.Name, cookie.Value, "/", "localhost"));
        }
        Directory.Delete(Path.Combine(data.Path, "keys"), recursive: true);
        await using var second = new RunningDashboard(data.Path);
        using var display = second.Browser();
        foreach (Cookie cookie in cookies.GetAllCookies())
            display.Cookies.Add(second.Address, new Cookie(cookie.Name, cookie.Value));

        Assert.Equal(HttpStatusCode.OK, await display.Status(page));
    }

    [Fact]
    public async Task A_link_that_expires_is_refused_from_then_on()
    {
        var clock = new ShiftedClock();
        using var own = new TemporaryDirectory();
        await using var running = new RunningDashboard(own.Path, clock);
        Assert.Null(running.Services.GetRequiredService<WallLinks>().Create("short", Overview, TimeSpan.FromDays(1), Admin, out var token));
        using var browser = running.Browser();
        using (var answer = await browser.Get($"/wall-link?token={token}"))
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);

        clock.Advance(TimeSpan.FromDays(1.01));

        Assert.Equal(HttpStatusCode.Forbidden, await browser.Status($"/wall-link?token={token}"));
    }

    [Fact]
    public void Only_a_hash_of_a_token_is_stored_and_the_audit_trail_tells_what_was_done()
    {
        Assert.Null(Links.Create("hashed", Overview, null, Admin, out var token));
        var id = Links.Open(token)!.Id;
        Links.Change(id, Overview with { Ticker = true }, Admin);
        Assert.Equal((2, true), (Links.Open(token)!.Revision, Links.Open(token)!.Definition.Ticker));
        Links.Revoke(id, Admin);
        Assert.Null(Links.Open(token));

        foreach (var file in Directory.EnumerateFiles(server.DataDirectory, "noc.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(token, reader.ReadToEnd(), StringComparison.Ordinal);
        }
        Assert.DoesNotContain(token, server.Log.Text, StringComparison.Ordinal);
        var done = server.Services.GetRequiredService<AuditTrail>().Newest(100).Where(e => e.Subject == "hashed").Select(e => e.Action);
        Assert.Equal(["revoked wall link", "changed wall", "created wall link"], done);
    }

    [Fact]
    public void A_name_is_given_once_and_free_again_when_its_wall_is_revoked()
    {
        Assert.Null(Links.Create("left", Overview, null, Admin, out var token));
        Assert.StartsWith("There is already a wall called LEFT", Links.Create("LEFT", Overview, null, Admin, out _), StringComparison.Ordinal);
        Links.Revoke(Links.Open(token)!.Id, Admin);
        Assert.Null(Links.Create("left", Overview, null, Admin, out _));
        Assert.StartsWith("Give the wall a name", Links.Create("", Overview, null, Admin, out _), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_makes_changes_and_revokes_a_wall_on_the_walls_page()
    {
        using var own = new TemporaryDirectory();
        await using var running = new RunningDashboard(own.Path);
        using var admin = await running.Administrator();

        using var made = await admin.Submit("/walls", "add-wall", ("Name", "Left"), ("Dashboard", "network-overview"), ("Seconds", "20"), ("Ticker", "1"), ("SoundCritical", "Repeat"));
        var page = await Browser.Document(made);
        var link = new Uri(page.QuerySelector("#secret")!.GetAttribute("value")!).PathAndQuery;
        using var display = running.Browser();
        using var opened = await display.Get(link);
        var wall = await display.Page(opened.Headers.Location!.OriginalString);
        Assert.NotNull(wall.QuerySelector("[data-ticker]"));
        Assert.Equal("critical:repeat", wall.QuerySelector("[data-sound]")!.GetAttribute("data-sound"));

        using var refused = await admin.Submit("/walls", "change-1", ("Dashboard", "no-such"), ("Seconds", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("no dashboard &#x27;no-such&#x27;", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var changed = await admin.Submit("/walls", "change-1", ("Dashboard", "network-overview"), ("Seconds", "20"));
        Assert.Equal("/walls", changed.Headers.Location?.OriginalString);
        Assert.Null((await display.Page("/wall/link/1")).QuerySelector("[data-ticker]"));

        using var revoked = await admin.Submit("/walls", "revoke-1");
        Assert.Equal("/wall-link?wall=1", (await display.Get("/wall/link/1")).Headers.Location?.OriginalString);
        Assert.DoesNotContain(link, await (await admin.Get("/walls")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_signed_in_looks_at_any_dashboard_as_a_wall()
    {
        using var user = await server.NewUser("wall-looker", Roles.Viewer);

        var page = await user.Page("/wall/network-overview?distance=3&height=0.68&then=gone&sound=loud");

        Assert.Equal("2.934", page.QuerySelector("[data-wall-root]")!.GetAttribute("data-type-size"));
        Assert.StartsWith("sound in the address", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Network overview", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("There is no dashboard 'gone'", (await user.Page("/wall/gone")).Body!.TextContent, StringComparison.Ordinal);
    }

    private async Task<OpenDisplay> Display(string name)
    {
        Assert.Null(Links.Create(name, Overview, null, Admin, out var token));
        var browser = server.Browser();
        var link = $"/wall-link?token={token}";
        using var answer = await browser.Get(link);
        return new(browser, link, answer.Headers.Location!.OriginalString, Links.Open(token)!.Id);
    }

    private sealed record OpenDisplay(Browser Browser, string Link, string Page, long Id) : IDisposable
    {
        public void Dispose() => Browser.Dispose();
    }
}
