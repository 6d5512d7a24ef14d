using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd;

/// <summary>Dashboards that come from elsewhere, are changed, and are had back, as a user does it.</summary>
[Collection(nameof(Browser))]
public sealed class DashboardLibraryTests(Browser browser) : DeskTest(browser)
{
    [Fact]
    public async Task A_Grafana_dashboard_is_imported_seen_replaced_by_a_second_import_and_restored()
    {
        await Page.GotoAsync(Server.Link);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Dashboards", Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Import", Exact = true }).ClickAsync();

        await Bring("Server load");
        await Expect(Page.Locator("#not-taken")).ToContainTextAsync("Site map: Panels of the kind 'geomap' are not known here.");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Expect(Page).ToHaveURLAsync(new Regex("/d/server-load$"));
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Server load");
        await Expect(Page.Locator(".panel", new() { HasTextString = "Uptime share" }).First).ToContainTextAsync(new Regex("[0-9]"), new() { Timeout = 10_000 });

        await Page.GotoAsync($"{Server.Address}/dashboards");
        await Page.GetByRole(AriaRole.Row, new() { Name = "Server load" }).GetByText("More", new() { Exact = false }).First.ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Import over it" }).ClickAsync();
        await Bring("Load of servers");
        await Expect(Page.Locator("#replaces")).ToContainTextAsync("It replaces version 1 of 'Server load'");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Replace it" }).ClickAsync();
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Load of servers");
        await Expect(Page).ToHaveURLAsync(new Regex("/d/server-load$"));

        await Page.GotoAsync($"{Server.Address}/d/server-load/versions");
        await Expect(Page.Locator("[data-kind=removed]")).ToContainTextAsync("Server load");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Restore version 1" }).ClickAsync();
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Versions of Server load");
        await Expect(Page.GetByRole(AriaRole.Row, new() { Name = "3 (now)" })).ToContainTextAsync("restored version 1");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Show the dashboard" }).ClickAsync();
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Server load");
        Assert.Empty(Complaints);
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
        await Page.GetByLabel("File of this program or of Grafana").SetInputFilesAsync(new FilePayload { Name = "grafana.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(json) });
        await Page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }).ClickAsync();
    }
}
