using System.Net;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Tests.Auth;

public sealed class SecurityHeadersTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/account", HttpStatusCode.OK)]
    [InlineData("/users", HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("/broken", HttpStatusCode.InternalServerError)]
    public async Task Every_answer_to_somebody_signed_in_has_them(string path, HttpStatusCode expected)
    {
        using var browser = await server.NewUser($"anna{path.Replace('/', '-')}", Roles.Viewer);

        using var answer = await browser.Get(path);

        Assert.Equal(expected, answer.StatusCode);
        HasThemAll(answer);
    }

    [Theory]
    [InlineData("/sign-in", HttpStatusCode.OK)]
    [InlineData("/assets/noc.css", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.Redirect)]
    [InlineData("/metrics", HttpStatusCode.Unauthorized)]
    [InlineData("/first-sign-in", HttpStatusCode.Forbidden)]
    public async Task Every_answer_to_a_stranger_has_them(string path, HttpStatusCode expected)
    {
        using var browser = server.Browser();

        using var answer = await browser.Get(path);

        Assert.Equal(expected, answer.StatusCode);
        HasThemAll(answer);
    }

    [Fact]
    public async Task An_error_shows_a_sentence_and_not_what_went_wrong()
    {
        using var production = new RunningDashboard(settings: ("environment", "Production"));
        using var browser = await production.Administrator();

        using var answer = await browser.Get("/broken");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Contains("The server could not make this page", text);
        Assert.DoesNotContain("Broken on purpose", text);
    }

    private static void HasThemAll(HttpResponseMessage answer)
    {
        Assert.Equal(SecurityHeaders.ContentSecurityPolicy, answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains(answer.Headers.GetValues("Referrer-Policy").Single(), new[] { "same-origin", "no-referrer" });
        Assert.Contains("camera=()", answer.Headers.GetValues("Permissions-Policy").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.False(answer.Headers.Contains("X-Frame-Options"));
    }
}
