using System.Globalization;
using System.Security.Claims;
using Dashboard.Web.Walls;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Dashboard.Web.Auth;

/// <summary>Looks every half minute whether the session of an open page still holds; a page whose session has ended turns into the sign-in page.</summary>
internal sealed class CircuitSession(ILoggerFactory loggers, Sessions sessions, WallLinks walls) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => SecurityStamps.Freshness;

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(Holds(authenticationState.User));

    // A changed role ends the page too: the next one is opened with the new role.
    internal bool Holds(ClaimsPrincipal principal) =>
        Sessions.UserId(principal) is not null ? sessions.Current(principal) is { } user && Sessions.Agrees(principal, user)
        : principal.FindAll(WallLinkHandler.WallClaim).ToArray() is not { Length: > 0 } claims
        || Array.Exists(claims, c => walls.Find(long.Parse(c.Value, CultureInfo.InvariantCulture)) is not null);
}
