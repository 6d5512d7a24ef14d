using System.Net;
using Dashboard.Domain.Dashboards;
using Dashboard.Web.Auth;
using Dashboard.Web.Dashboards;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;
using static Dashboard.Web.Tests.Dashboards.LibraryRoom;

namespace Dashboard.Web.Tests.Dashboards;

public sealed class DashboardPagesTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    private DashboardLibrary Library => server.Services.GetRequiredService<DashboardLibrary>();

    [Fact]
    public async Task Dashboards_are_listed_by_folder_and_found_by_title_tag_and_description()
    {
        using var viewer = await server.NewUser("list-viewer", Roles.Viewer);
        Library.Save(Board("list-a", "Alpha rings") with { Folder = "Metro", Tags = ["dwdm"], Description = "Optical transport" }, 0, "", Ada);
        Library.Save(Board("list-b", "Beta rings") with { Folder = "Core" }, 0, "", Ada);

        var page = await viewer.Page("/dashboards");

        Assert.Contains("Metro", page.QuerySelectorAll("section h2").Select(h => h.FirstChild!.TextContent.Trim()));
        Assert.Contains("by ada", page.QuerySelector("tr:has(a[href='/d/list-a'])")!.TextContent);
        Assert.Contains("comes with the program", page.QuerySelector($"tr:has(a[href='/d/{DashboardTemplates.First}'])")!.TextContent);
        Assert.Equal(["/d/list-a"], await Found("rings DWDM"));
        Assert.Equal(["/d/list-a"], await Found("optical"));
        Assert.Equal(["/d/list-a", "/d/list-b"], (await Found("rings")).Order());
        Assert.Contains("No dashboard has", (await viewer.Page("/dashboards?q=nowhere")).Body!.TextContent);

        async Task<string[]> Found(string query) =>
            [.. (await viewer.Page($"/dashboards?q={Uri.EscapeDataString(query)}")).QuerySelectorAll("tbody th > a:first-child").Select(a => a.GetAttribute("href")!)];
    }

    [Fact]
    public async Task A_viewer_looks_and_stars_but_changes_nothing()
    {
        using var viewer = await server.NewUser("look-viewer", Roles.Viewer);
        Library.Save(Board("look", "Look"), 0, "", Ada);

        using var starred = await viewer.Submit("/dashboards", "star-look");
        var page = await viewer.Page("/dashboards");
        using var removal = await viewer.Post("/dashboards", ("_handler", "remove-look"), ("Version", "1"));

        Assert.Equal("/dashboards", starred.Headers.Location?.OriginalString);
        Assert.Equal("Favourites", page.QuerySelector("section h2")!.FirstChild!.TextContent.Trim());
        Assert.Equal("true", page.QuerySelector("tr:has(a[href='/d/look']) .star button")!.GetAttribute("aria-pressed"));
        Assert.NotNull(page.QuerySelector("nav.side a[href='d/look']"));
        Assert.Null(page.QuerySelector("input[value^='remove-'], input[value^='rename-'], input[value=new], a[href^='/dashboards/import']"));
        Assert.False(removal.IsSuccessStatusCode);
        Assert.NotNull(Library.Find("look"));
        Assert.Equal(HttpStatusCode.Forbidden, await viewer.Status("/dashboards/import"));
    }

    [Fact]
    public async Task An_operator_makes_renames_copies_removes_and_undoes()
    {
        using var user = await server.NewUser("make-operator", Roles.Operator);

        using var made = await user.Submit("/dashboards", "new", ("Title", "Fresh Board"), ("Folder", "Lab"));
        using var renamed = await user.Submit("/dashboards", "rename-fresh-board", ("Title", "Stale Board"), ("Folder", "Attic"));
        using var copied = await user.Submit("/dashboards", "copy-fresh-board", ("Title", "Copied Board"));
        using var removed = await user.Submit("/dashboards", "remove-fresh-board");

        Assert.Equal("/d/fresh-board", made.Headers.Location?.OriginalString);
        Assert.Equal("/d/copied-board", copied.Headers.Location?.OriginalString);
        Assert.Equal("/dashboards?removed=fresh-board", removed.Headers.Location?.OriginalString);
        Assert.Null(Library.Find("fresh-board"));
        Assert.Contains("'fresh-board' was removed", (await user.Page("/dashboards?removed=fresh-board")).QuerySelector("#removed")!.TextContent);
        using var undone = await user.Submit("/dashboards?removed=fresh-board", "undo");
        var stored = Library.FindStored("fresh-board")!;
        Assert.Equal(("Stale Board", "Attic", 3, "make-operator"), (stored.Title, stored.Definition.Folder, stored.Version, stored.ChangedBy));
    }

    [Fact]
    public async Task An_import_is_shown_before_it_is_saved_with_what_is_not_taken_over()
    {
        using var user = await server.NewUser("import-operator", Roles.Operator);
        const string Grafana = """{"title":"Peering edge","panels":[{"type":"stat","title":"Sessions","targets":[{"refId":"A","expr":"sum(bgp_up)"}]},{"type":"geomap","title":"Map"}]}""";

        using var looked = await user.Submit("/dashboards/import", "look", ("Text", Grafana));
        var preview = await Auth.Browser.Document(looked);

        Assert.Equal(HttpStatusCode.OK, looked.StatusCode);
        Assert.Contains("Map: Panels of the kind 'geomap'", preview.QuerySelector("#not-taken")!.TextContent);
        Assert.Null(Library.Find("peering-edge"));
        using var saved = await user.Post("/dashboards/import", [.. preview.QuerySelectorAll("form:has(#save-slug) input").Select(i => (i.GetAttribute("name")!, i.GetAttribute("value") ?? "")), ("Definition", preview.QuerySelector("textarea[name=Definition]")!.TextContent)]);
        Assert.Equal("/d/peering-edge", saved.Headers.Location?.OriginalString);
        Assert.Equal("imported from Grafana", Library.Versions("peering-edge")[0].Note);
    }

    [Fact]
    public async Task A_broken_import_loses_nothing_and_shows_the_line()
    {
        using var user = await server.NewUser("broken-operator", Roles.Operator);
        const string Broken = "{\n  \"slug\": \"x\",\n  \"titel\": \"X\"\n}";

        using var answer = await user.Submit("/dashboards/import", "look", ("Text", Broken));
        var page = await Auth.Browser.Document(answer);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("\"titel\": \"X\"", page.QuerySelector("#problems li code")!.TextContent);
        Assert.Equal(Broken, page.QuerySelector("#text")!.TextContent);
    }

    [Fact]
    public async Task Versions_show_who_changed_which_lines_and_an_operator_goes_back()
    {
        using var user = await server.NewUser("version-operator", Roles.Operator);
        Library.Save(Board("history", "First"), 0, "begun", Ada);
        Library.Save(Board("history", "Second"), 1, "", Bob);

        var page = await user.Page("/d/history/versions");
        using var restored = await user.Submit("/d/history/versions", "restore-1");

        Assert.Contains("begun", page.QuerySelector("main table")!.TextContent);
        Assert.Equal(["−", "+"], page.QuerySelectorAll(".diff tr:not([data-kind=same]):not([data-kind=gap]) .mark").Select(m => m.TextContent));
        Assert.Equal("  \"title\": \"First\",", page.QuerySelector(".diff [data-kind=removed] .code")!.TextContent);
        Assert.Equal("/d/history/versions", restored.Headers.Location?.OriginalString);
        Assert.Equal(("First", 3), (Library.FindStored("history")!.Title, Library.FindStored("history")!.Version));
        Assert.Contains("not kept", (await user.Page("/d/history/versions?from=77&to=1")).QuerySelector("#problem")!.TextContent);
        Assert.Equal(HttpStatusCode.NotFound, await user.Status("/d/never-was/versions"));
    }
}
