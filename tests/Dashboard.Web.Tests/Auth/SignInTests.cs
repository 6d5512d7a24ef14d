using System.Net;
using Dashboard.Web.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Auth;

public sealed class SignInTests
{
    private const string Wrong = "not the right password";

    [Fact]
    public async Task Name_and_password_sign_in_and_lead_back_to_the_page_that_was_asked_for()
    {
        using var server = new RunningDashboard();
        using var _ = await server.AdministratorWithPassword();
        using var browser = server.Browser();

        using var asked = await browser.Get("/users?sort=name");
        Assert.Equal("/sign-in?returnUrl=%2Fusers%3Fsort%3Dname", asked.Headers.Location?.OriginalString);
        using var answer = await browser.SignIn("ADMIN", RunningDashboard.Password, "?returnUrl=%2Fusers%3Fsort%3Dname");

        Assert.Equal("/users?sort=name", answer.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, await browser.Status("/users"));
        Assert.DoesNotContain("Set a password", (await browser.Page("/")).Body!.TextContent);
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_other_sites_and_outlives_the_browser()
    {
        using var server = new RunningDashboard();
        using var browser = server.Browser();

        using var answer = await browser.Get(server.FirstLink);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("noc-session=", StringComparison.Ordinal));
        Assert.Contains("; httponly", cookie);
        Assert.Contains("; samesite=lax", cookie);
        Assert.Contains("; expires=", cookie);
        Assert.DoesNotContain("; secure", cookie);
    }

    [Fact]
    public async Task A_wall_stays_signed_in_for_400_days_and_a_desk_for_12_hours()
    {
        using var server = new RunningDashboard();
        using var _ = await server.AdministratorWithPassword();
        using var wall = server.Browser();
        using var desk = server.Browser();

        using var first = await wall.SignIn("admin", RunningDashboard.Password, wall: true);
        using var second = await desk.SignIn("admin", RunningDashboard.Password);

        Assert.Equal(400, (wall.Session!.Expires - wall.Session.TimeStamp).TotalDays, 0.01);
        Assert.Equal(12, (desk.Session!.Expires - desk.Session.TimeStamp).TotalHours, 0.01);
    }

    [Fact]
    public async Task A_session_ends_when_it_has_not_been_used_for_its_duration_and_use_prolongs_it()
    {
        var clock = new ShiftedClock();
        using var server = new RunningDashboard(clock: clock);
        using var browser = await server.Administrator();
        // The fake clock may be behind the real one, by which the cookie container would drop the cookie.
        var jar = browser.Session!;

        clock.Advance(TimeSpan.FromHours(11));
        using var used = await Ask(server, jar.Value, "session");
        var renewed = used.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("noc-session=", StringComparison.Ordinal))["noc-session=".Length..].Split(';')[0];
        clock.Advance(TimeSpan.FromHours(11));
        using var stillIn = await Ask(server, renewed);
        clock.Advance(TimeSpan.FromHours(13));
        using var ended = await Ask(server, renewed);

        Assert.Equal(HttpStatusCode.NoContent, used.StatusCode);
        Assert.Equal(HttpStatusCode.OK, stillIn.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("nobody-of-that-name")]
    public async Task A_known_and_an_unknown_name_get_the_same_answers_up_to_the_lock_and_after_it(string name)
    {
        var clock = new ShiftedClock();
        using var server = new RunningDashboard(clock: clock, settings: ("Noc:Auth:LockoutAttempts", "3"));
        using var _ = await server.AdministratorWithPassword();
        using var browser = server.Browser();

        Assert.Equal("The name or the password is wrong.", await Problem(browser, name, HttpStatusCode.Forbidden));
        Assert.Equal("The name or the password is wrong.", await Problem(browser, name, HttpStatusCode.Forbidden));
        Assert.Equal("Too many wrong passwords for this name. It is locked for 15 minutes.", await Problem(browser, name, HttpStatusCode.TooManyRequests));
        clock.Advance(TimeSpan.FromMinutes(14.5));
        Assert.Equal("Too many wrong passwords for this name. It is locked for 1 minute.", await Problem(browser, name, HttpStatusCode.TooManyRequests));
        clock.Advance(TimeSpan.FromMinutes(0.5));
        Assert.Equal("The name or the password is wrong.", await Problem(browser, name, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task A_locked_account_refuses_even_the_right_password_until_the_lock_ends()
    {
        var clock = new ShiftedClock();
        using var server = new RunningDashboard(clock: clock, settings: ("Noc:Auth:LockoutAttempts", "1"));
        using var _ = await server.AdministratorWithPassword();
        using var browser = server.Browser();
        using var wrong = await browser.SignIn("admin", Wrong);

        using var locked = await browser.SignIn("admin", RunningDashboard.Password);
        clock.Advance(TimeSpan.FromMinutes(15));
        using var free = await browser.SignIn("admin", RunningDashboard.Password);

        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(15), locked.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.Redirect, free.StatusCode);
    }

    [Fact]
    public async Task A_right_password_forgets_the_wrong_ones_before_it()
    {
        using var server = new RunningDashboard(settings: ("Noc:Auth:LockoutAttempts", "2"));
        using var _ = await server.AdministratorWithPassword();
        using var browser = server.Browser();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("The name or the password is wrong.", await Problem(browser, "admin", HttpStatusCode.Forbidden));
            using var another = server.Browser();
            using var right = await another.SignIn("admin", RunningDashboard.Password);
            Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
        }
    }

    [Fact]
    public async Task Many_attempts_at_once_get_no_more_tries_than_one_after_the_other()
    {
        using var server = new RunningDashboard();
        using var _ = await server.AdministratorWithPassword();
        var passwords = server.Services.GetRequiredService<PasswordSignIn>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => passwords.Try("admin", Wrong, IPAddress.Loopback, CancellationToken.None))));

        Assert.Equal(4, outcomes.Count(o => o.Verdict == SignInVerdict.Wrong));
        Assert.Equal(16, outcomes.Count(o => o.Verdict == SignInVerdict.Locked));
    }

    [Fact]
    public async Task An_address_that_tries_many_names_is_throttled_and_let_in_again_later()
    {
        var clock = new ShiftedClock();
        using var server = new RunningDashboard(clock: clock);
        using var _ = await server.AdministratorWithPassword();
        var throttle = server.Services.GetRequiredService<AddressThrottle>();
        for (var i = 0; i < AddressThrottle.Allowed; i++)
            Assert.Null(throttle.Enter(IPAddress.Loopback));
        using var browser = server.Browser();

        Assert.Equal("Too many wrong passwords from this address. Try again in 5 minutes.", await Problem(browser, "admin", HttpStatusCode.TooManyRequests));
        clock.Advance(AddressThrottle.Window);
        using var free = await browser.SignIn("admin", RunningDashboard.Password);

        Assert.Equal(HttpStatusCode.Redirect, free.StatusCode);
    }

    [Fact]
    public async Task A_user_without_a_password_cannot_sign_in_by_one()
    {
        using var server = new RunningDashboard();
        using var _ = await server.Administrator();
        using var browser = server.Browser();

        Assert.Equal("The name or the password is wrong.", await Problem(browser, "admin", HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_this_screen()
    {
        using var server = new RunningDashboard();
        using var browser = await server.Administrator();

        using var answer = await browser.SubmitTo("/account", "/sign-out");

        Assert.Equal("/sign-in", answer.Headers.Location?.OriginalString);
        Assert.Null(browser.Session);
        Assert.Equal(HttpStatusCode.Redirect, await browser.Status("/"));
    }

    [Theory]
    [InlineData("/sign-out")]
    [InlineData("/account")]
    [InlineData("/users")]
    [InlineData("/sign-in")]
    public async Task A_form_without_its_antiforgery_token_does_nothing(string path)
    {
        using var server = new RunningDashboard();
        using var browser = await server.Administrator();

        using var answer = await browser.Post(path, ("_handler", "add-user"), ("Name", "mallory"), ("Role", "administrator"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await browser.Status("/"));
        Assert.Single(server.Services.GetRequiredService<Accounts>().All());
    }

    [Fact]
    public async Task A_session_survives_a_restart_with_the_same_data_directory()
    {
        using var data = new TemporaryDirectory();
        string session;
        using (var server = new RunningDashboard(data.Path))
        {
            using var browser = await server.AdministratorWithPassword();
            session = browser.Session!.Value;
        }
        using var restarted = new RunningDashboard(data.Path);
        using var answer = await Ask(restarted, session);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_session_means_nothing_to_a_server_with_another_data_directory()
    {
        using var one = new RunningDashboard();
        using var other = new RunningDashboard();
        using var browser = await one.Administrator();
        using var administrator = await other.Administrator();

        using var answer = await Ask(other, browser.Session!.Value);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_keeps_this_one()
    {
        using var server = new RunningDashboard();
        using var here = await server.AdministratorWithPassword();
        using var there = server.Browser();
        using var signedIn = await there.SignIn("admin", RunningDashboard.Password);
        Assert.Equal(HttpStatusCode.OK, await there.Status("/"));

        using var changed = await here.Submit("/account", "password", ("Old", RunningDashboard.Password), ("New", "another good one"), ("Repeated", "another good one"));

        Assert.Equal("/account?done=password", changed.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, await here.Status("/"));
        Assert.Equal(HttpStatusCode.Redirect, await there.Status("/"));
    }

    [Fact]
    public async Task Signing_out_everywhere_else_keeps_this_screen()
    {
        using var server = new RunningDashboard();
        using var here = await server.AdministratorWithPassword();
        using var there = server.Browser();
        using var signedIn = await there.SignIn("admin", RunningDashboard.Password);

        using var ended = await here.Submit("/account", "end-sessions");

        Assert.Equal(HttpStatusCode.OK, await here.Status("/"));
        Assert.Equal(HttpStatusCode.Redirect, await there.Status("/"));
    }

    [Theory]
    [InlineData("", "too short", "too short", "too short")]
    [InlineData(RunningDashboard.Password, "too short", "too short", "too short")]
    [InlineData(RunningDashboard.Password, "long enough to do", "but not the same", "differ")]
    [InlineData(Wrong, "long enough to do", "long enough to do", "present password is not right")]
    public async Task A_password_is_changed_only_for_the_old_one_and_twelve_characters_given_twice(string old, string first, string second, string sentence)
    {
        using var server = new RunningDashboard();
        using var browser = await server.AdministratorWithPassword();

        using var answer = await browser.Submit("/account", "password", ("Old", old), ("New", first), ("Repeated", second));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(sentence, (await Browser.Document(answer)).QuerySelector("[role=alert]")?.TextContent);
        using var again = server.Browser();
        using var signedIn = await again.SignIn("admin", RunningDashboard.Password);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    private static async Task<string?> Problem(Browser browser, string name, HttpStatusCode expected)
    {
        using var answer = await browser.SignIn(name, Wrong);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Null(browser.Session);
        return (await Browser.Document(answer)).QuerySelector("[role=alert]")?.TextContent;
    }

    private static async Task<HttpResponseMessage> Ask(RunningDashboard server, string session, string path = "")
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, path));
        request.Headers.Add("Cookie", $"noc-session={session}");
        request.Headers.Add("Accept", "text/html");
        return await client.SendAsync(request);
    }
}
