using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>Dashboards that come from elsewhere, are changed, and are had back, as a user does it.</summary>
[Collection(nameof(Browser))]
public sealed class DashboardLibraryTests(Browser browser) : IAsyncLifetime
{
    private readonly Server _server = new();
    private IBrowserContext _window = null!;
    private IPage _page = null!;
    private readonly List<string> _complaints = [];

    public async Task InitializeAsync()
    {
        await _server.Start();
        _window = await browser.OpenWindow();
        _page = await _window.NewPageAsync();
        _page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Add(message.Text);
        };
        _page.PageError += (_, error) => _complaints.Add(error);
    }

    public async Task DisposeAsync()
    {
        await _window.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_Grafana_dashboard_is_imported_seen_replaced_by_a_second_import_and_restored()
    {
        await _page.GotoAsync(_server.Link);
        await _page.GetByRole(AriaRole.Link, new() { Name = "Dashboards", Exact = true }).ClickAsync();
        await _page.GetByRole(AriaRole.Link, new() { Name = "Import", Exact = true }).ClickAsync();

        await Bring("Server load");
        await Expect(_page.Locator("#not-taken")).ToContainTextAsync("Site map: Panels of the kind 'geomap' are not known here.");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Expect(_page).ToHaveURLAsync(new Regex("/d/server-load$"));
        await Expect(_page.Locator("h1")).ToHaveTextAsync("Server load");
        await Expect(_page.Locator(".panel", new() { HasTextString = "Uptime share" }).First).ToContainTextAsync(new Regex("[0-9]"), new() { Timeout = 10_000 });

        await _page.GotoAsync($"{_server.Address}/dashboards");
        await _page.GetByRole(AriaRole.Row, new() { Name = "Server load" }).GetByText("More", new() { Exact = false }).First.ClickAsync();
        await _page.GetByRole(AriaRole.Link, new() { Name = "Import over it" }).ClickAsync();
        await Bring("Load of servers");
        await Expect(_page.Locator("#replaces")).ToContainTextAsync("It replaces version 1 of 'Server load'");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Replace it" }).ClickAsync();
        await Expect(_page.Locator("h1")).ToHaveTextAsync("Load of servers");
        await Expect(_page).ToHaveURLAsync(new Regex("/d/server-load$"));

        await _page.GotoAsync($"{_server.Address}/d/server-load/versions");
        await Expect(_page.Locator("[data-kind=removed]")).ToContainTextAsync("Server load");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Restore version 1" }).ClickAsync();
        await Expect(_page.Locator("h1")).ToHaveTextAsync("Versions of Server load");
        await Expect(_page.GetByRole(AriaRole.Row, new() { Name = "3 (now)" })).ToContainTextAsync("restored version 1");
        await _page.GetByRole(AriaRole.Link, new() { Name = "Show the dashboard" }).ClickAsync();
        await Expect(_page.Locator("h1")).ToHaveTextAsync("Server load");
        Assert.Empty(_complaints);
    }

    private async Task Bring(string title)
    {
        var json =
            $$"""
            { "title": "{{title}}", "uid": "abc", "schemaVersion": 39, "templating": { "list": [] },
              "panels": [
                { "type": "timeseries", "title": "Load", "gridPos": { "x": 0, "y": 0, "w": 12, "h": 8 }, "targets": [{ "refId": "A", "expr": "node_load1", "legendFormat": "{{"{{"}}instance{{"}}"}}" }] },
                { "type": "stat", "title": "Uptime share", "gridPos": { "x": 12, "y": 0, "w": 6, "h": 8 }, "targets": [{ "refId": "A", "expr": "vector(1)" }] },
                { "type": "geomap", "title": "Site map", "gridPos": { "x": 18, "y": 0, "w": 6, "h": 8 } } ] }
            """;
        await _page.GetByLabel("File of this program or of Grafana").SetInputFilesAsync(new FilePayload { Name = "grafana.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(json) });
        await _page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }).ClickAsync();
    }
}
