using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Components.Layout;

/// <summary>The frame around every page at a desk; on a wall (<c>?view=wall</c>) the page alone.</summary>
public sealed partial class MainLayout
{
    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private bool IsWall => QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query).TryGetValue("view", out var view) && view == "wall";
}
