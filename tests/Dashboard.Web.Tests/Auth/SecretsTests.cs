using System.Net;
using System.Text;
using System.Web;
using Dashboard.Web.Auth;
using Microsoft.Data.Sqlite;

namespace Dashboard.Web.Tests.Auth;

public sealed class SecretsTests
{
    [Fact]
    public async Task Neither_tokens_nor_passwords_are_in_the_log_at_any_level_or_on_disk()
    {
        using var server = new RunningDashboard(settings: [("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace")]);
        var link = HttpUtility.ParseQueryString(new Uri(server.Address, server.FirstLink).Query)["token"]!;
        using var browser = await server.AdministratorWithPassword();
        using var again = server.Browser();
        using var used = await again.Get(server.FirstLink);
        using var wrong = await again.SignIn("admin", "a wrong one of ours");
        using var typedInTheWrongField = await again.SignIn("a name that is a secret", "a wrong one of ours");
        using var right = await again.SignIn("admin", RunningDashboard.Password);
        using var made = await browser.Submit("/users", "add-token", ("TokenName", "grafana"), ("Scope", ApiToken.Write));
        var token = (await Browser.Document(made)).QuerySelector("#secret")!.GetAttribute("value")!;
        using var added = await browser.Submit("/users", "add-user", ("Name", "anna"), ("Role", Roles.Viewer));
        var invitation = HttpUtility.ParseQueryString(new Uri((await Browser.Document(added)).QuerySelector("#secret")!.GetAttribute("value")!).Query)["token"]!;
        using var program = new HttpClient { BaseAddress = server.Address };
        program.DefaultRequestHeaders.Add("Authorization", $"Token {token}");
        using var written = await program.PostAsync(new Uri("/api/test/write", UriKind.Relative), null);
        using var anna = server.Browser();
        using var invited = await anna.Get($"/first-sign-in?token={invitation}");

        Assert.Equal(HttpStatusCode.OK, written.StatusCode);
        Assert.Equal("/", invited.Headers.Location?.OriginalString);
        Assert.Contains("Trace Microsoft.AspNetCore", server.Log.Text);
        string[] secrets = [link, token, invitation, RunningDashboard.Password, "a wrong one of ours", "a name that is a secret", browser.Session!.Value];
        var form = secrets.Select(s => s.Replace(' ', '+')).Concat(secrets).Distinct().ToArray();
        Assert.All(form, secret => Assert.DoesNotContain(server.Log.Text.Split('\n'), line => line.Contains(secret)));

        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(server.DataDirectory, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(form, secret => Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret))));
        }
    }

    [Fact]
    public async Task State_and_keys_are_readable_by_this_user_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var server = new RunningDashboard();
        using var browser = await server.Administrator();

        foreach (var file in Directory.EnumerateFiles(server.DataDirectory, "noc.db*"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.Combine(server.DataDirectory, "keys")));
    }

    [Fact]
    public async Task A_start_without_surprises_writes_no_warning()
    {
        using var server = new RunningDashboard();
        using var browser = await server.Administrator();
        using var page = await browser.Get("/account");

        Assert.DoesNotContain(server.Log.Text.Split('\n'), line => line.StartsWith("Warning", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal));
    }
}
