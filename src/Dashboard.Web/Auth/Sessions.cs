using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Dashboard.Web.Auth;

/// <summary>A user's session: what its cookie says, and whether it still holds.</summary>
internal sealed class Sessions(SecurityStamps stamps, AuthOptions options, TimeProvider time)
{
    public const string SchemeName = CookieAuthenticationDefaults.AuthenticationScheme;

    private const string StampClaim = "noc:stamp";
    private const string NoPasswordClaim = "noc:no-password";

    /// <summary>Signs a user in on this browser; on a wall for <see cref="AuthOptions.WallSessionDuration"/> instead of <see cref="AuthOptions.SessionDuration"/>.</summary>
    public Task Begin(HttpContext context, User user, bool wall)
    {
        var now = time.GetUtcNow();
        return context.SignInAsync(SchemeName, Principal(user), new()
        {
            IsPersistent = true,
            IssuedUtc = now,
            ExpiresUtc = now + (wall ? options.WallSessionDuration : options.SessionDuration),
        });
    }

    /// <summary>Begins the present session again, for as long as it was to last, after its user's stamp has changed.</summary>
    public async Task Renew(HttpContext context, User user)
    {
        var present = (await context.AuthenticateAsync(SchemeName)).Properties;
        var wall = present is { ExpiresUtc: { } until, IssuedUtc: { } since } && until - since > options.SessionDuration;
        await Begin(context, user, wall);
    }

    /// <summary>The user of a session as of now; null when the session has ended, or is none of a user's.</summary>
    public User? Current(ClaimsPrincipal principal) =>
        UserId(principal) is { } id ? stamps.Current(id, principal.FindFirstValue(StampClaim)) : null;

    /// <summary>Whether the session still says what is so: a changed role or name needs new claims.</summary>
    public static bool Agrees(ClaimsPrincipal principal, User user) =>
        principal.IsInRole(user.Role) && principal.Identity?.Name == user.Name && LacksPassword(principal) != user.HasPassword;

    public static ClaimsPrincipal Principal(User user)
    {
        var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, user.Id.ToString(CultureInfo.InvariantCulture)),
                new(ClaimTypes.Name, user.Name),
                new(ClaimTypes.Role, user.Role),
                new(StampClaim, user.SecurityStamp),
            ],
            SchemeName);
        if (!user.HasPassword)
            identity.AddClaim(new(NoPasswordClaim, ""));
        return new(identity);
    }

    /// <summary>The id of a signed-in user; null for everybody else.</summary>
    public static long? UserId(ClaimsPrincipal principal) =>
        principal.Identity?.AuthenticationType == SchemeName
        && long.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Whether a user is signed in who could not sign in again.</summary>
    public static bool LacksPassword(ClaimsPrincipal principal) => principal.HasClaim(c => c.Type == NoPasswordClaim);
}
