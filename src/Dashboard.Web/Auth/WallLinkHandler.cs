using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Dashboard.Web.Walls;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Auth;

/// <summary>
/// Lets displays in that a wall link was opened on: a cookie for each wall holds the link's token, so that nothing but the
/// state database decides whether it is good, over restarts and for ever. Such a display is somebody without a role.
/// A user who has signed in on the same browser stays that user.
/// </summary>
internal sealed class WallLinkHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, WallLinks links, TimeProvider time)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Wall";

    /// <summary>The claim that holds the id of a wall that may be opened; a display may have several.</summary>
    public const string WallClaim = "noc:wall";

    private const string CookiePrefix = "noc-wall-";
    private const int MostWalls = 16;

    // The longest that browsers keep a cookie; every load of the wall begins it anew.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>Whether a request comes from a browser that a wall link was opened on.</summary>
    public static bool Brought(HttpRequest request) => request.Cookies.Keys.Any(static k => k.StartsWith(CookiePrefix, StringComparison.Ordinal));

    /// <summary>The token that a browser keeps for a wall; empty where it has none.</summary>
    public static string TokenOf(HttpRequest request, string wall) => request.Cookies[CookiePrefix + wall] ?? "";

    /// <summary>Makes this browser a display of the wall.</summary>
    public static void Keep(HttpContext context, Wall wall, string token, DateTimeOffset now) =>
        context.Response.Cookies.Append(CookiePrefix + wall.Id.ToString(CultureInfo.InvariantCulture), token, new()
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Expires = now + Kept,
        });

    /// <summary>Whether somebody may look at the wall of that id because a link says so.</summary>
    public static bool Opens(ClaimsPrincipal principal, object? wall) =>
        wall is not null && principal.HasClaim(WallClaim, Convert.ToString(wall, CultureInfo.InvariantCulture)!);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var session = await Context.AuthenticateAsync(Sessions.SchemeName);
        var identity = new ClaimsIdentity(SchemeName);
        foreach (var (name, token) in Request.Cookies.Where(static c => c.Key.StartsWith(CookiePrefix, StringComparison.Ordinal)).Take(MostWalls))
        {
            if (links.Open(token) is not { } wall || name != CookiePrefix + wall.Id.ToString(CultureInfo.InvariantCulture))
                continue;
            if (!identity.HasClaim(static c => c.Type == ClaimTypes.Name))
                identity.AddClaim(new(ClaimTypes.Name, wall.Name));
            identity.AddClaim(new(WallClaim, wall.Id.ToString(CultureInfo.InvariantCulture)));
            if (Request.Path.StartsWithSegments("/wall") || Request.Path == "/session")
                Keep(Context, wall, token, time.GetUtcNow());
        }
        if (!identity.Claims.Any())
            return session;
        var principal = session.Principal is { } user ? new ClaimsPrincipal([.. user.Identities, identity]) : new ClaimsPrincipal(identity);
        return AuthenticateResult.Success(new(principal, session.Properties, SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Context.ChallengeAsync(Sessions.SchemeName, properties);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Context.ForbidAsync(Sessions.SchemeName, properties);
}
