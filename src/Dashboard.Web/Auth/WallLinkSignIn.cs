using System.Globalization;
using Dashboard.Web.Walls;

namespace Dashboard.Web.Auth;

/// <summary>
/// Takes a wall link in before anything that might write its address down: makes the browser a display of that wall, or
/// hands the page that says why not a request without the token. It never leads to the sign-in page.
/// </summary>
internal sealed class WallLinkSignIn(RequestDelegate next, WallLinks links, AuditTrail audit, TimeProvider time)
{
    /// <summary>What every wall link begins with, and where a display waits whose link is not good.</summary>
    public const string Path = "/wall-link";

    /// <summary>The address of a wall on the display it was opened on.</summary>
    public static string PageOf(object id) => $"/wall/link/{Convert.ToString(id, CultureInfo.InvariantCulture)}";

    /// <summary>Where a display waits that may not show a wall, or not any more.</summary>
    public static string WaitingPageOf(object id) => $"{Path}?wall={Convert.ToString(id, CultureInfo.InvariantCulture)}";

    /// <summary>The id in the address of a wall; null for every other address.</summary>
    public static string? IdIn(PathString path) => path.StartsWithSegments("/wall/link", out var rest) ? rest.Value?.Trim('/') : null;

    public async Task Invoke(HttpContext context)
    {
        var request = context.Request;
        if (!request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }
        var brought = request.Query["token"].ToString();
        var token = brought.Length > 0 ? brought : WallLinkHandler.TokenOf(request, request.Query["wall"].ToString());
        request.QueryString = QueryString.Empty;
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        var address = Actor.AddressOf(context);
        if (HttpMethods.IsGet(request.Method) && links.Open(token) is { } wall)
        {
            WallLinkHandler.Keep(context, wall, token, time.GetUtcNow());
            if (brought.Length > 0)
                audit.Add(new("", address), "opened wall link", wall.Name);
            context.Response.Redirect(PageOf(wall.Id));
            return;
        }
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        await next(context);
    }
}
