using System.Net;
using Dashboard.Web.Auth;
using Dashboard.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace Dashboard.Web.Tests.Auth;

public sealed class OpenModeTests
{
    [Theory]
    [InlineData("--urls=http://0.0.0.0:8080", "http://0.0.0.0:8080")]
    [InlineData("--urls=http://[::]:8080", "http://[::]:8080")]
    [InlineData("--urls=http://192.168.1.20:8080", "http://192.168.1.20:8080")]
    [InlineData("--urls=http://*:8080", "http://*:8080")]
    [InlineData("--urls=http://noc.example:8080", "http://noc.example:8080")]
    [InlineData("--urls=http://localhost.evil.example:8080", "http://localhost.evil.example:8080")]
    [InlineData("--urls=http://localhost:8080;http://10.0.0.1:8080", "http://10.0.0.1:8080")]
    [InlineData("--urls=http://unix:/run/noc.sock", "http://unix:/run/noc.sock")]
    [InlineData("--Kestrel:Endpoints:Lan:Url=http://10.0.0.1:8080", "http://10.0.0.1:8080")]
    public void It_is_refused_while_a_listener_can_be_reached_from_elsewhere(string argument, string named)
    {
        using var data = new TemporaryDirectory();

        var refusal = Assert.Throws<SettingsException>(() => NocHost.Build(["--Noc:Auth:Mode=Open", $"--Noc:DataDirectory={data.Path}", argument]));

        Assert.StartsWith($"Noc:Auth:Mode = 'Open' is not allowed while the server listens on {named}:", refusal.Message);
        Assert.Contains("set the mode to Local", refusal.Message);
    }

    [Fact]
    public void It_is_refused_while_telemetry_is_received_from_elsewhere()
    {
        using var data = new TemporaryDirectory();

        var refusal = Assert.Throws<SettingsException>(() => NocHost.Build(["--Noc:Auth:Mode=Open", $"--Noc:DataDirectory={data.Path}", "--Noc:Listen:Address=0.0.0.0"]));

        Assert.StartsWith("Noc:Auth:Mode = 'Open' is not allowed while Noc:Listen:Address = '0.0.0.0':", refusal.Message);
    }

    [Theory]
    [InlineData("urls", "http://localhost:8080")]
    [InlineData("urls", "http://127.0.0.1:8080;http://[::1]:8080;https://LOCALHOST:8443")]
    [InlineData("urls", "http://127.44.0.9:8080")]
    [InlineData("Kestrel:Endpoints:Here:Url", "http://[::1]:8080")]
    public void It_is_accepted_on_loopback(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();

        ListenAddresses.RefuseOpenBeyondLoopback(ListenAddresses.Configured(configuration));
    }

    [Fact]
    public void Port_settings_listen_everywhere_and_count_only_where_no_urls_are_given()
    {
        var ports = new ConfigurationBuilder().AddInMemoryCollection([new("http_ports", "8080;8081"), new("https_ports", "8443")]).Build();
        var both = new ConfigurationBuilder().AddInMemoryCollection([new("http_ports", "8080"), new("urls", "http://localhost:8080")]).Build();

        Assert.Equal(["http://*:8080", "http://*:8081", "https://*:8443"], ListenAddresses.Configured(ports));
        Assert.Equal(["http://localhost:8080"], ListenAddresses.Configured(both));
    }

    [Fact]
    public async Task Everybody_on_this_machine_is_administrator()
    {
        using var server = Open();
        using var browser = server.Browser();

        Assert.Equal($"NOC dashboard is ready: {server.Address}\n", server.Output);
        Assert.Equal(HttpStatusCode.OK, await browser.Status("/users"));
        Assert.Contains("nobody signs in", (await browser.Page("/account")).Body!.TextContent);
        using var added = await browser.Submit("/users", "add-user", ("Name", "anna"), ("Role", Roles.Viewer));
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
    }

    [Fact]
    public async Task A_foreign_name_that_leads_to_this_machine_is_refused()
    {
        using var server = Open();
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address);
        request.Headers.Host = "rebound.evil.example";

        using var answer = await browser.Send(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Another_site_cannot_act_even_with_something_that_looks_like_a_token()
    {
        using var server = Open();
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/api/v2/write"));
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Authorization", "Bearer noc_anything");

        using var answer = await browser.Send(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("Mode", "Closed", "Noc:Auth:Mode = 'Closed' is not allowed: it must be one of Local, Open.")]
    [InlineData("Mode", "7", "Noc:Auth:Mode = '7' is not allowed: it must be one of Local, Open.")]
    [InlineData("LockoutAttempts", "0", "Noc:Auth:LockoutAttempts = '0' is not allowed: it must be a whole number from 1 to 100.")]
    [InlineData("LockoutDuration", "8.00:00:00", "Noc:Auth:LockoutDuration = '8.00:00:00' is not allowed: it must be a time span such as 00:00:05 or 1.12:00:00 from 00:00:01 to 7.00:00:00.")]
    [InlineData("SessionDuration", "00:00:10", "Noc:Auth:SessionDuration = '00:00:10' is not allowed: it must be a time span such as 00:00:05 or 1.12:00:00 from 00:01:00 to 400.00:00:00.")]
    [InlineData("WallSessionDuration", "long", "Noc:Auth:WallSessionDuration = 'long' is not allowed: it must be a time span such as 00:00:05 or 1.12:00:00 from 00:01:00 to 400.00:00:00.")]
    public void A_setting_that_is_not_allowed_is_named_with_what_is(string key, string value, string sentence)
    {
        using var data = new TemporaryDirectory();

        var refusal = Assert.Throws<SettingsException>(() => NocHost.Build([$"--Noc:DataDirectory={data.Path}", $"--Noc:Auth:{key}={value}"]));

        Assert.Equal(sentence, refusal.Message);
    }

    private static RunningDashboard Open() => new(settings: [("Noc:Auth:Mode", "Open"), ("urls", "http://127.0.0.1:0")]);
}
