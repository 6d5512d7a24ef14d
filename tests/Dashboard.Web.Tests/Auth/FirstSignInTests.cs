using System.Net;
using System.Web;
using Microsoft.Data.Sqlite;

namespace Dashboard.Web.Tests.Auth;

public sealed class FirstSignInTests
{
    [Fact]
    public async Task The_printed_link_signs_in_as_administrator_and_goes_on_to_the_overview()
    {
        using var server = new RunningDashboard();
        using var browser = server.Browser();

        using var answer = await browser.Get(server.FirstLink);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location?.OriginalString);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal(HttpStatusCode.OK, await browser.Status("/"));
        Assert.Equal(HttpStatusCode.OK, await browser.Status("/users"));
        Assert.Contains("Set a password, so that you can sign in again", (await browser.Page("/")).Body!.TextContent);
    }

    [Fact]
    public async Task The_printed_link_names_the_address_that_is_really_bound()
    {
        using var server = new RunningDashboard();

        Assert.StartsWith($"NOC dashboard is ready: {server.Address.GetLeftPart(UriPartial.Authority)}/first-sign-in?token=", server.Output);
        Assert.Equal(1, server.Output.Count(c => c == '\n'));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_link_works_once()
    {
        using var server = new RunningDashboard();
        using var first = await server.Administrator();
        using var second = server.Browser();

        using var answer = await second.Get(server.FirstLink);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("restart the server", await answer.Content.ReadAsStringAsync());
        Assert.Null(second.Session);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?token=")]
    [InlineData("?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_wrong_token_is_refused_and_does_not_use_the_link_up(string query)
    {
        using var server = new RunningDashboard();
        using var browser = server.Browser();

        Assert.Equal(HttpStatusCode.Forbidden, await browser.Status("/first-sign-in" + query));
        Assert.Equal(HttpStatusCode.Redirect, await browser.Status(server.FirstLink));
    }

    [Fact]
    public async Task A_link_is_too_old_after_a_day()
    {
        var clock = new ShiftedClock();
        using var server = new RunningDashboard(clock: clock);
        using var browser = server.Browser();

        clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal(HttpStatusCode.Forbidden, await browser.Status(server.FirstLink));
    }

    [Fact]
    public async Task Each_start_makes_another_link_until_an_administrator_has_a_password()
    {
        using var data = new TemporaryDirectory();
        string first;
        using (var server = new RunningDashboard(data.Path))
            first = server.FirstLink;
        using (var server = new RunningDashboard(data.Path))
        {
            Assert.NotEqual(first, server.FirstLink);
            using var browser = await server.AdministratorWithPassword();
        }
        using (var server = new RunningDashboard(data.Path))
            Assert.Equal($"NOC dashboard is ready: {server.Address}\n", server.Output);
    }

    [Fact]
    public async Task The_second_start_signs_the_same_administrator_in()
    {
        using var data = new TemporaryDirectory();
        for (var start = 0; start < 2; start++)
        {
            using var server = new RunningDashboard(data.Path);
            using var browser = await server.Administrator();
            Assert.Single((await browser.Page("/users")).QuerySelectorAll("section[aria-labelledby=users-title] tbody tr"));
        }
    }

    [Fact]
    public async Task Setting_a_password_ends_a_link_that_nobody_has_used()
    {
        using var data = new TemporaryDirectory();
        using var before = new RunningDashboard(data.Path);
        using var browser = await before.Administrator();
        using var after = new RunningDashboard(data.Path);

        // The session opened on the first server holds on the second, where the printed link still waits.
        using var same = new Browser(after.Address);
        same.Cookies.Add(after.Address, new Cookie("noc-session", browser.Session!.Value));
        using var set = await same.Submit("/account", "password", ("New", RunningDashboard.Password), ("Repeated", RunningDashboard.Password));
        using var stranger = after.Browser();

        Assert.Equal(HttpStatusCode.Redirect, set.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await stranger.Status(after.FirstLink));
    }

    [Fact]
    public async Task The_token_is_not_in_the_database()
    {
        using var server = new RunningDashboard();
        var token = HttpUtility.ParseQueryString(new Uri(server.Address, server.FirstLink).Query)["token"]!;
        using var browser = await server.Administrator();

        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(server.DataDirectory, "noc.db*"))
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(token)));
    }
}
