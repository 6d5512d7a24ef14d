using Microsoft.Playwright;

namespace Dashboard.EndToEnd;

/// <summary>Debian's chromium, shared by all tests; each test opens a window of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        // For a machine that does other things as well; what is to be quick says so where it is expected.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A window without memory of any other.</summary>
    public Task<IBrowserContext> OpenWindow(int width = 1920, int height = 1080) =>
        _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height } });
}

[CollectionDefinition(nameof(Browser))]
public sealed class BrowserCollection : ICollectionFixture<Browser>;
