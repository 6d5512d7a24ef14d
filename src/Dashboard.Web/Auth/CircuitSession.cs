using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Dashboard.Web.Auth;

/// <summary>Looks every half minute whether the session of an open page still holds; a page whose session has ended turns into the sign-in page.</summary>
internal sealed class CircuitSession(ILoggerFactory loggers, Sessions sessions) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => SecurityStamps.Freshness;

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(Holds(authenticationState.User));

    // A changed role ends the page too: the next one is opened with the new role.
    internal bool Holds(ClaimsPrincipal principal) =>
        Sessions.UserId(principal) is null || (sessions.Current(principal) is { } user && Sessions.Agrees(principal, user));
}
