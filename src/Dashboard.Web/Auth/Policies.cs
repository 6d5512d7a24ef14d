using Microsoft.AspNetCore.Authorization;
using RouteData = Microsoft.AspNetCore.Components.RouteData;

namespace Dashboard.Web.Auth;

/// <summary>Names of the rules that pages and endpoints ask for. <see cref="View"/> holds where none is named.</summary>
public static class Policies
{
    /// <summary>Anybody who is signed in. API tokens open no pages.</summary>
    public const string View = "View";

    /// <summary>Operators and administrators.</summary>
    public const string Operate = "Operate";

    /// <summary>Administrators.</summary>
    public const string Administer = "Administer";

    /// <summary>Anybody who is signed in, and any API token.</summary>
    public const string ReadApi = "ReadApi";

    /// <summary>Operators, administrators and API tokens that may write.</summary>
    public const string WriteApi = "WriteApi";

    /// <summary>Senders of events with an account or a certificate of theirs, and API tokens that may write.</summary>
    public const string Events = "Events";

    /// <summary>Anybody who is signed in, and a display whose link opened the very wall that is asked for.</summary>
    public const string Wall = "Wall";

    /// <summary>Anybody who is signed in, and displays: live connections, which themselves show no more than the page they were opened by.</summary>
    public const string Live = "Live";

    internal static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(View, p => p.RequireRole(Roles.All));
        options.AddPolicy(Operate, p => p.RequireRole(Roles.Operator, Roles.Administrator));
        options.AddPolicy(Administer, p => p.RequireRole(Roles.Administrator));
        options.AddPolicy(ReadApi, p => p.RequireAssertion(c =>
            Roles.All.Any(c.User.IsInRole) || c.User.HasClaim(claim => claim.Type == ApiTokenHandler.ScopeClaim)));
        options.AddPolicy(WriteApi, p => p.RequireAssertion(c =>
            Roles.MayOperate(c.User) || c.User.HasClaim(ApiTokenHandler.ScopeClaim, ApiToken.Write)));
        options.AddPolicy(Events, p => p.AddAuthenticationSchemes(EventSenderHandler.SchemeName).RequireAssertion(c =>
            c.User.HasClaim(static claim => claim.Type == EventSenderHandler.SenderClaim) || c.User.HasClaim(ApiTokenHandler.ScopeClaim, ApiToken.Write)));
        options.AddPolicy(Wall, p => p.RequireAssertion(c => Roles.All.Any(c.User.IsInRole) || WallLinkHandler.Opens(c.User, WallIn(c.Resource))));
        options.AddPolicy(Live, p => p.RequireAssertion(c => Roles.All.Any(c.User.IsInRole) || c.User.HasClaim(static claim => claim.Type == WallLinkHandler.WallClaim)));
        options.DefaultPolicy = options.GetPolicy(View)!;
        options.FallbackPolicy = options.DefaultPolicy;
    }

    // The server asks with the request, a live page's router with the route.
    private static object? WallIn(object? resource) => resource switch
    {
        HttpContext context => context.GetRouteValue("Id"),
        RouteData route => route.RouteValues.GetValueOrDefault("Id"),
        _ => null,
    };
}
