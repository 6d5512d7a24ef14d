using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Web.Auth;

/// <summary>What the cookie scheme does where it touches this program: ends sessions, and answers those who have none.</summary>
internal sealed class SessionCookie(Sessions sessions) : CookieAuthenticationEvents
{
    public const string CookieName = "noc-session";

    // Never pages, mapped or not: their callers are programs and scripts, which a redirect to a form would mislead.
    private static readonly string[] ProgramPaths =
        ["/api", "/metrics", "/v1", "/write", "/_blazor", "/advanced-analytics", "/eventListener", "/connect"];

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var user = sessions.Current(context.Principal!);
        if (user is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Sessions.SchemeName);
        }
        else if (!Sessions.Agrees(context.Principal!, user))
        {
            context.ReplacePrincipal(Sessions.Principal(user));
            context.ShouldRenew = true;
        }
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (WallLinkSignIn.IdIn(context.Request.Path) is { } wall)
        {
            context.Response.Redirect(WallLinkSignIn.WaitingPageOf(wall));
            return Task.CompletedTask;
        }
        if (IsPage(context.HttpContext))
        {
            context.Response.Redirect(ReturnUrl.SignInPage(context.Request));
            return Task.CompletedTask;
        }
        // Basic is named only where collectors write, so that a browser never opens its own box for a name and a password.
        var writes = context.HttpContext.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(a => a.Policy == Policies.WriteApi) == true;
        context.Response.Headers[HeaderNames.WWWAuthenticate] =
            writes ? new[] { "Bearer realm=\"NOC dashboard\"", "Basic realm=\"NOC dashboard\"" } : "Bearer realm=\"NOC dashboard\"";
        return Refusal.Write(context.HttpContext, StatusCodes.Status401Unauthorized, "Sign in, or send an API token in the header: Authorization: Bearer noc_...");
    }

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (WallLinkSignIn.IdIn(context.Request.Path) is { } wall)
        {
            context.Response.Redirect(WallLinkSignIn.WaitingPageOf(wall));
            return Task.CompletedTask;
        }
        var isDisplay = context.HttpContext.User.Identity?.AuthenticationType == WallLinkHandler.SchemeName;
        return Refusal.Write(context.HttpContext, StatusCodes.Status403Forbidden, isDisplay
            ? "This browser is a display of a wall and may show nothing else. To see more, sign in at /sign-in."
            : "Your role does not allow this. Ask an administrator.");
    }

    /// <summary>Whether a request asks for a page that a person looks at.</summary>
    public static bool IsPage(HttpContext context) =>
        context.GetEndpoint() is { } endpoint
            ? endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
            : !Array.Exists(ProgramPaths, p => context.Request.Path.StartsWithSegments(p)) && context.Request.Headers.Accept.ToString().Contains("text/html");
}
