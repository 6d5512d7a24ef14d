namespace Dashboard.Web.Auth;

/// <summary>
/// Takes the one-time link in before anything that might write its address down: signs in and goes on to the overview,
/// or hands the page that says why not a request without the token.
/// </summary>
internal sealed class LinkSignIn(RequestDelegate next, Accounts accounts, Sessions sessions, ILogger<LinkSignIn> log)
{
    public async Task Invoke(HttpContext context)
    {
        var request = context.Request;
        if (!request.Path.Equals(FirstSignInLinks.Path, StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }
        var token = request.Query["token"].ToString();
        request.QueryString = QueryString.Empty;
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        var address = Actor.AddressOf(context);
        if (HttpMethods.IsGet(request.Method) && accounts.RedeemLink(token, new("", address)) is { } user)
        {
            AuthLog.SignedInByLink(log, user.Name, address);
            await sessions.Begin(context, user, wall: false);
            context.Response.Redirect("/");
            return;
        }
        AuthLog.LinkRefused(log, address);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        await next(context);
    }
}
