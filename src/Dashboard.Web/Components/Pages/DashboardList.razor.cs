using System.Globalization;
using Dashboard.Domain.Dashboards;
using Dashboard.Web.Auth;
using Dashboard.Web.Dashboards;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Pages;

/// <summary>All dashboards by folder, a user's favourites first. Operators make, import, rename, copy and remove them.</summary>
public sealed partial class DashboardList
{
    private const int Shown = 200;

    private IReadOnlyList<StoredDashboard> found = [];
    private IReadOnlyList<Folded> folders = [];
    private IReadOnlyList<string> folderNames = [];
    private IReadOnlySet<string> favourites = new HashSet<string>();
    private string? problem;

    [Inject]
    private DashboardLibrary Library { get; set; } = default!;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "removed")]
    private string? Removed { get; set; }

    [SupplyParameterFromForm]
    private string? Title { get; set; }

    [SupplyParameterFromForm]
    private string? Folder { get; set; }

    [SupplyParameterFromForm]
    private string? Version { get; set; }

    private Actor Actor => Actor.Of(HttpContext);

    private bool MayChange => Roles.MayOperate(HttpContext.User);

    // What was removed a moment ago and still can be had back; a template may be there in its place.
    private DashboardVersion? Gone => Removed is { Length: > 0 } slug && Library.FindStored(slug) is null or { Version: 0 } ? Library.Versions(Removed).FirstOrDefault(static v => v.Number > 0) : null;

    private (string Slug, int Version)? Undo => Gone is { } gone ? (Removed!, gone.Number) : null;

    protected override void OnInitialized() => Load();

    private void Load()
    {
        favourites = Library.Favourites(Actor.Name);
        var all = Library.All();
        folderNames = [.. all.Select(static d => d.Definition.Folder).Where(static f => f.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
        string[] words = Query?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        found = [.. all.Where(d => Array.TrueForAll(words, w => Has(d.Definition, w)))];
        var rest = found.Where(d => !IsFavourite(d)).Take(Shown)
            .GroupBy(static d => d.Definition.Folder, StringComparer.OrdinalIgnoreCase)
            .OrderBy(static g => g.Key.Length == 0).ThenBy(static g => g.Key, StringComparer.OrdinalIgnoreCase);
        List<StoredDashboard> starred = [.. found.Where(IsFavourite)];
        folders =
        [
            .. starred.Count > 0 ? new[] { new Folded("folder-favourites", "Favourites", starred) } : [],
            .. rest.Select((g, i) => new Folded(string.Create(CultureInfo.InvariantCulture, $"folder-{i}"), g.Key.Length > 0 ? g.Key : "In no folder", [.. g])),
        ];
    }

    private static bool Has(DashboardDefinition dashboard, string word) =>
        Contains(dashboard.Title, word) || Contains(dashboard.Description, word) || Contains(dashboard.Folder, word) || dashboard.Tags.Any(t => Contains(t, word));

    private static bool Contains(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private bool IsFavourite(StoredDashboard dashboard) => favourites.Contains(dashboard.Slug);

    private void Star(StoredDashboard dashboard)
    {
        if (!Refused(Library.SetFavourite(Actor.Name, dashboard.Slug, !IsFavourite(dashboard))))
            GoTo(Here());
    }

    private void Add()
    {
        var title = (Title ?? "").Trim();
        if (Allowed())
        {
            var result = Library.Save(new() { Slug = Library.FreeSlug(title), Title = title, Folder = (Folder ?? "").Trim(), Sections = [] }, 0, "made", Actor);
            Follow(result);
        }
    }

    private void Rename(StoredDashboard dashboard)
    {
        if (Allowed() && !Refused(Library.Rename(dashboard.Slug, Title ?? "", Actor, Folder ?? "").Problem))
            GoTo(Here());
    }

    private void Copy(StoredDashboard dashboard)
    {
        if (Allowed())
            Follow(Library.Copy(dashboard.Slug, Title ?? "", Actor));
    }

    private void Remove(StoredDashboard dashboard)
    {
        if (Allowed() && !Refused(Library.Remove(dashboard.Slug, int.TryParse(Version, CultureInfo.InvariantCulture, out var seen) ? seen : 0, Actor)))
            GoTo($"/dashboards?removed={dashboard.Slug}");
    }

    private void Restore()
    {
        if (Allowed() && Undo is { } undo && !Refused(Library.Restore(undo.Slug, undo.Version, Actor).Problem))
            GoTo("/dashboards");
    }

    private void Follow(SaveResult result)
    {
        if (!Refused(result.Problem))
            GoTo($"/d/{result.Saved!.Slug}");
    }

    private bool Allowed() => MayChange || !Refused("Only operators and administrators change dashboards.");

    private bool Refused(string? sentence)
    {
        problem = string.IsNullOrEmpty(sentence) ? null : sentence;
        if (problem is not null)
            HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return problem is not null;
    }

    private void GoTo(string address) => HttpContext.Response.Redirect(address);

    private string Here() => string.IsNullOrEmpty(Query) ? "/dashboards" : $"/dashboards?q={Uri.EscapeDataString(Query)}";

    private static string Changed(StoredDashboard dashboard) => dashboard.ChangedAt is not { } at ? "–"
        : dashboard.ChangedBy.Length > 0 ? $"{Sentences.Moment(at)} by {dashboard.ChangedBy}" : Sentences.Moment(at);

    private static string OriginOf(StoredDashboard dashboard) => dashboard.Origin switch
    {
        DashboardOrigin.Template => "comes with the program",
        DashboardOrigin.File => "file, read-only",
        _ => dashboard.HidesTemplate ? "changed here" : "made here",
    };

    private static string Shortened(string text) => text.Length > 160 ? text[..160] + "…" : text;

    private sealed record Folded(string Id, string Title, IReadOnlyList<StoredDashboard> Dashboards);
}
