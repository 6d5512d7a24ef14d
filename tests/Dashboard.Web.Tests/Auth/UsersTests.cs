using System.Net;
using Dapper;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Auth;

public sealed class UsersTests
{
    [Fact]
    public async Task An_added_user_comes_in_by_a_link_once_and_then_by_their_own_password()
    {
        using var server = new RunningDashboard();
        using var administrator = await server.AdministratorWithPassword();
        using var anna = server.Browser();

        var link = await Link(await administrator.Submit("/users", "add-user", ("Name", "anna"), ("Role", Roles.Operator)));
        Assert.Equal(HttpStatusCode.Redirect, await anna.Status(link));
        Assert.Contains("operator", (await anna.Page("/account")).Body!.TextContent);
        using var set = await anna.Submit("/account", "password", ("New", "four words of anna"), ("Repeated", "four words of anna"));
        using var elsewhere = server.Browser();

        Assert.Equal(HttpStatusCode.Forbidden, await elsewhere.Status(link));
        using var signedIn = await elsewhere.SignIn("anna", "four words of anna");
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    [Fact]
    public async Task A_new_link_takes_the_password_and_the_sessions_away()
    {
        using var server = new RunningDashboard();
        using var administrator = await server.AdministratorWithPassword();
        using var anna = await server.NewUser("anna", Roles.Viewer);
        using var set = await anna.Submit("/account", "password", ("New", "four words of anna"), ("Repeated", "four words of anna"));
        Assert.Equal(HttpStatusCode.OK, await anna.Status("/"));

        var link = await Link(await administrator.Submit("/users", "reset-2"));

        Assert.Equal(HttpStatusCode.Redirect, await anna.Status("/"));
        using var signIn = await anna.SignIn("anna", "four words of anna");
        Assert.Equal(HttpStatusCode.Forbidden, signIn.StatusCode);
        using var back = await anna.Get(link);
        Assert.Equal("/", back.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_removed_user_is_out_at_once_and_their_link_leads_nowhere()
    {
        using var server = new RunningDashboard();
        using var administrator = await server.Administrator();
        using var anna = await server.NewUser("anna", Roles.Viewer);
        var link = await Link(await administrator.Submit("/users", "add-user", ("Name", "bert"), ("Role", Roles.Viewer)));

        using var removed = await administrator.Submit("/users", "remove-2");
        using var alsoRemoved = await administrator.Submit("/users", "remove-3");

        Assert.Equal(HttpStatusCode.Redirect, await anna.Status("/"));
        Assert.Equal(HttpStatusCode.Forbidden, await anna.Status(link));
    }

    [Fact]
    public async Task A_name_given_to_somebody_new_does_not_bring_old_sessions_back()
    {
        using var server = new RunningDashboard();
        using var administrator = await server.Administrator();
        using var anna = await server.NewUser("anna", Roles.Administrator);
        using var removed = await administrator.Submit("/users", "remove-2");
        using var newAnna = await server.NewUser("anna", Roles.Viewer);

        Assert.Equal(HttpStatusCode.Redirect, await anna.Status("/"));
        Assert.Equal(HttpStatusCode.OK, await newAnna.Status("/"));
    }

    [Fact]
    public async Task A_changed_role_holds_from_the_next_request_without_signing_in_again()
    {
        using var server = new RunningDashboard();
        using var administrator = await server.Administrator();
        using var anna = await server.NewUser("anna", Roles.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, await anna.Status("/users"));

        using var raised = await administrator.Submit("/users", "role-2", ("Role", Roles.Administrator));
        Assert.Equal(HttpStatusCode.OK, await anna.Status("/users"));
        using var lowered = await administrator.Submit("/users", "role-2", ("Role", Roles.Viewer));
        Assert.Equal(HttpStatusCode.Forbidden, await anna.Status("/users"));
    }

    [Theory]
    [InlineData("remove-1", "")]
    [InlineData("role-1", Roles.Viewer)]
    public async Task The_last_administrator_stays(string form, string role)
    {
        using var server = new RunningDashboard();
        using var administrator = await server.Administrator();
        using var anna = await server.NewUser("anna", Roles.Operator);

        using var answer = await administrator.Submit("/users", form, ("Role", role));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("This is the last administrator", (await Browser.Document(answer)).QuerySelector("[role=alert]")!.TextContent);
        Assert.Equal(HttpStatusCode.OK, await administrator.Status("/users"));
    }

    [Fact]
    public async Task Of_two_administrators_that_remove_each_other_at_once_one_stays()
    {
        using var server = new RunningDashboard();
        using var first = await server.Administrator();
        using var second = await server.NewUser("anna", Roles.Administrator);
        var accounts = server.Services.GetRequiredService<Accounts>();
        var actor = new Actor("somebody", IPAddress.Loopback);

        await Task.WhenAll(Task.Run(() => accounts.Remove(1, actor)), Task.Run(() => accounts.Remove(2, actor)));

        Assert.Single(accounts.All());
    }

    [Theory]
    [InlineData("ADMIN", Roles.Viewer, "There is already a user called ADMIN.")]
    [InlineData("two words", Roles.Viewer, "A name is made of letters, digits and . _ - @ +, without spaces.")]
    [InlineData(" ", Roles.Viewer, "Give the user a name of at most 64 characters.")]
    [InlineData("anna", "owner", "Choose a role: viewer, operator, administrator.")]
    public async Task A_user_who_cannot_be_added_is_refused_with_a_sentence(string name, string role, string sentence)
    {
        using var server = new RunningDashboard();
        using var administrator = await server.Administrator();

        using var answer = await administrator.Submit("/users", "add-user", ("Name", name), ("Role", role));

        Assert.Equal(sentence, (await Browser.Document(answer)).QuerySelector("[role=alert]")!.TextContent);
        Assert.Single(server.Services.GetRequiredService<Accounts>().All());
    }

    [Fact]
    public async Task An_open_page_learns_that_its_session_has_ended_or_its_role_has_changed()
    {
        using var server = new RunningDashboard();
        using var administrator = await server.Administrator();
        using var anna = await server.NewUser("anna", Roles.Operator);
        using var scope = server.Services.CreateScope();
        var circuit = (CircuitSession)scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Components.Authorization.AuthenticationStateProvider>();
        var accounts = server.Services.GetRequiredService<Accounts>();
        var principal = Sessions.Principal(accounts.Find(2)!);

        Assert.True(circuit.Holds(principal));
        using var lowered = await administrator.Submit("/users", "role-2", ("Role", Roles.Viewer));
        Assert.False(circuit.Holds(principal));

        principal = Sessions.Principal(accounts.Find(2)!);
        Assert.True(circuit.Holds(principal));
        using var removed = await administrator.Submit("/users", "remove-2");
        Assert.False(circuit.Holds(principal));
    }

    [Fact]
    public async Task A_session_that_another_process_ended_in_the_database_lasts_half_a_minute_at_most()
    {
        var clock = new ShiftedClock();
        using var server = new RunningDashboard(clock: clock);
        using var administrator = await server.Administrator();
        Assert.Equal(HttpStatusCode.OK, await administrator.Status("/"));
        using (var connection = server.Services.GetRequiredService<StateDatabase>().Connect())
            connection.Execute("UPDATE users SET security_stamp = 'another'");

        clock.Advance(SecurityStamps.Freshness);

        Assert.Equal(HttpStatusCode.Redirect, await administrator.Status("/"));
    }

    [Fact]
    public async Task What_is_done_is_in_the_audit_trail_with_who_and_from_where()
    {
        using var server = new RunningDashboard();
        using var administrator = await server.AdministratorWithPassword();
        using var added = await administrator.Submit("/users", "add-user", ("Name", "anna"), ("Role", Roles.Viewer));
        using var stranger = server.Browser();
        using var wrong = await stranger.SignIn("anna", "a wrong password");
        using var unknown = await stranger.SignIn("my secret passphrase", "a wrong password");

        var trail = server.Services.GetRequiredService<AuditTrail>().Newest(10);

        Assert.Equal(
            ["refused: wrong password", "refused: wrong password", "added user as viewer", "set password", "signed in by link"],
            trail.Select(e => e.Action));
        Assert.Equal(["(unknown name)", "anna", "anna", "admin", ""], trail.Select(e => e.Subject));
        Assert.Equal(["", "", "admin", "admin", "admin"], trail.Select(e => e.Actor));
        Assert.All(trail, e => Assert.Equal("127.0.0.1", e.Address));
    }

    [Fact]
    public void The_audit_trail_lets_its_oldest_entries_go()
    {
        using var data = new TemporaryDirectory();
        var database = StateDatabase.Open(Path.Combine(data.Path, "noc.db"), [AuthSchema.First]);
        var trail = new AuditTrail(database, new ShiftedClock(), most: 3);

        for (var i = 1; i <= 5; i++)
            trail.Add(new("admin", IPAddress.Loopback), $"did {i}");

        Assert.Equal(["did 5", "did 4", "did 3"], trail.Newest(10).Select(e => e.Action));
    }

    private static async Task<string> Link(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return new Uri((await Browser.Document(answer)).QuerySelector("#secret")!.GetAttribute("value")!).PathAndQuery;
        }
    }
}
