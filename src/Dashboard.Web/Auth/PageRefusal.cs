using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Dashboard.Web.Auth;

/// <summary>
/// Shows a signed-in person whose role is not enough the frame of the page with a sentence in it, instead of nothing:
/// the document is rendered with status 403, and its router, which asks the same rules, leaves the page out.
/// </summary>
internal sealed class PageRefusal : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler standard = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        var isPage = context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
        var isPerson = context.User.Identity?.AuthenticationType == Sessions.SchemeName;
        if (!authorizeResult.Forbidden || !isPage || !isPerson || !HttpMethods.IsGet(context.Request.Method))
            return standard.HandleAsync(next, context, policy, authorizeResult);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return next(context);
    }
}
