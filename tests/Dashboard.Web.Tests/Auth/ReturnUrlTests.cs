using System.Net;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Tests.Auth;

public sealed class ReturnUrlTests
{
    [Theory]
    [InlineData("/users", "/users")]
    [InlineData("/users?a=1&b=%2F#top", "/users?a=1&b=%2F#top")]
    [InlineData("/söng", "/s%C3%B6ng")]
    [InlineData("/wall?next=https://noc.example", "/wall?next=https://noc.example")]
    public void A_place_on_this_server_is_kept(string url, string expected) => Assert.Equal(expected, ReturnUrl.Local(url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("users")]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("///evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("\t//evil.example/")]
    [InlineData("/\r\nSet-Cookie: a=b")]
    [InlineData("/.//evil.example/")]
    [InlineData("/x/..//evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/sign-in?returnUrl=/sign-in")]
    [InlineData("/sign-out")]
    [InlineData("/first-sign-in?token=x")]
    public void Anything_else_becomes_the_overview(string? url) => Assert.Equal("/", ReturnUrl.Local(url));

    [Fact]
    public async Task Signing_in_never_leads_to_another_site()
    {
        using var server = new RunningDashboard();
        using var administrator = await server.AdministratorWithPassword();
        foreach (var url in new[] { "https://evil.example/", "//evil.example/", "/\\evil.example/", "/\t/evil.example/" })
        {
            using var browser = server.Browser();
            using var fromForm = await browser.SignIn("admin", RunningDashboard.Password, $"?returnUrl={Uri.EscapeDataString(url)}");
            using var alreadyIn = await browser.Get($"/sign-in?returnUrl={Uri.EscapeDataString(url)}");

            Assert.Equal(HttpStatusCode.Redirect, fromForm.StatusCode);
            Assert.Equal("/", fromForm.Headers.Location?.OriginalString);
            Assert.Equal("/", alreadyIn.Headers.Location?.OriginalString);
        }
    }
}
