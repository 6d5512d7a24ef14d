using System.Security.Claims;
using Dashboard.Web.Dashboards;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Components.Layout;

/// <summary>The frame around every page at a desk; on a wall (<c>?view=wall</c>) the page alone.</summary>
public sealed partial class MainLayout
{
    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private DashboardLibrary Library { get; set; } = default!;

    // Null on a live page, and where it is drawn for the first time a page that will be live accepts it.
    [CascadingParameter]
    private HttpContext? HttpContext { get; set; }

    // Forms that write cookies are not live: counts and ages that stood still would lie.
    private bool IsLive => HttpContext is null || HttpContext.AcceptsInteractiveRouting();

    private List<StoredDashboard> FavouritesOf(ClaimsPrincipal user)
    {
        var slugs = Library.Favourites(user.Identity?.Name ?? "");
        return slugs.Count == 0 ? [] : [.. Library.All().Where(d => slugs.Contains(d.Slug))];
    }

    private bool IsWall => QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query).TryGetValue("view", out var view) && view == "wall";
}
