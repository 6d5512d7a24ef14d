using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>What tests in a browser begin with: a server of their own, a window, and an ear for what its pages complain of.</summary>
/// <param name="browser">The browser that all tests share.</param>
/// <param name="width">The window's, in CSS pixels.</param>
/// <param name="height">The window's, in CSS pixels.</param>
/// <param name="settings">Of the server, as on its command line.</param>
public abstract class DeskTest(Browser browser, int width = 1920, int height = 1080, params string[] settings) : IAsyncLifetime
{
    private readonly List<string> _complaints = []; // bound: one test

    protected Browser Browser { get; } = browser;

    protected Server Server { get; } = new() { Settings = settings };

    protected IBrowserContext Window { get; private set; } = null!;

    /// <summary>The window's first page.</summary>
    protected IPage Page { get; private set; } = null!;

    /// <summary>Errors that pages wrote to their consoles or did not catch. A breach of the content-security policy is one.</summary>
    protected IReadOnlyList<string> Complaints => _complaints;

    public virtual async Task InitializeAsync()
    {
        await Server.Start();
        Window = await Browser.OpenWindow(width, height);
        Page = await OpenPage();
    }

    public virtual async Task DisposeAsync()
    {
        if (Window is not null)
            await Window.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>A further page of the same window, signed in as the others are.</summary>
    protected async Task<IPage> OpenPage()
    {
        var page = await Window.NewPageAsync();
        page.Console += (_, message) =>
        {
            // A dashboard that is not made yet is answered with 404 and an offer to make it.
            if (message.Type == "error" && !(message.Text.Contains("404", StringComparison.Ordinal) && message.Location.Contains("/d/", StringComparison.Ordinal)))
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        return page;
    }

    /// <summary>Returns when frames reach the page.</summary>
    protected static Task Live(IPage page, int within = 20_000) =>
        Expect(page.Locator("html")).ToHaveAttributeAsync("data-connection", "live", new() { Timeout = within });

    /// <summary>
    /// Takes over the page's clock for <see cref="Pass"/>. The page would load itself anew when it sees less of the server
    /// in an hour than the server sends; without an answer to whether the server is there it does not.
    /// </summary>
    protected static async Task HurryFrom(IPage page)
    {
        await page.RouteAsync("**/healthz", static _ => Task.CompletedTask);
        await page.Clock.InstallAsync();
    }

    /// <summary>Lets time pass on the page, in steps after each of which it hears from the server: SignalR gives up after 30 s.</summary>
    protected static async Task Pass(IPage page, TimeSpan time)
    {
        var step = TimeSpan.FromSeconds(24);
        for (; time > TimeSpan.Zero; time -= step)
        {
            await page.Clock.FastForwardAsync((long)(time < step ? time : step).TotalMilliseconds);
            await Live(page);
        }
    }

    /// <summary>Delivers samples as Telegraf does: line protocol, timestamps in milliseconds since 1970.</summary>
    protected async Task Write(params IEnumerable<string> lines)
    {
        var answer = await Window.APIRequest.PostAsync($"{Server.Address}/write?precision=ms", new() { DataString = string.Join('\n', lines), Headers = [new("Content-Type", "text/plain")] });
        Assert.True(answer.Ok, await answer.TextAsync());
    }

    /// <summary>Saves a dashboard by the API, of which only the widgets are given.</summary>
    protected async Task Put(string slug, string widgets)
    {
        var dashboard = string.Create(CultureInfo.InvariantCulture, $$"""{ "version": 1, "slug": "{{slug}}", "title": "{{slug}}", "sections": [{ "widgets": [{{widgets}}] }] }""");
        var answer = await Window.APIRequest.PutAsync($"{Server.Address}/api/dashboards/{slug}", new() { DataString = dashboard, Headers = [new("Content-Type", "application/json")] });
        Assert.True(answer.Ok, await answer.TextAsync());
    }
}
