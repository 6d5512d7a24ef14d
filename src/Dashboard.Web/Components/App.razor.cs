using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Dashboard.Web.Components;

/// <summary>The document around every page: its head, its theme and whether it is looked at from a desk or on a wall.</summary>
public sealed partial class App
{
    /// <summary>The cookie that remembers the theme; the page's script sets it.</summary>
    public const string ThemeCookie = "noc-theme";

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    private string Theme => HttpContext.Request.Cookies[ThemeCookie] == "light" ? "light" : "dark";

    private string View => HttpContext.Request.Query["view"] == "wall" || HttpContext.Request.Path.StartsWithSegments("/wall") ? "wall" : "desk";

    // Pages that write cookies (sign-in, account) are rendered once, without a circuit.
    private IComponentRenderMode? Mode => HttpContext.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;
}
