using Microsoft.AspNetCore.Authorization;

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

    internal static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(View, p => p.RequireRole(Roles.All));
        options.AddPolicy(Operate, p => p.RequireRole(Roles.Operator, Roles.Administrator));
        options.AddPolicy(Administer, p => p.RequireRole(Roles.Administrator));
        options.AddPolicy(ReadApi, p => p.RequireAssertion(c =>
            Roles.All.Any(c.User.IsInRole) || c.User.HasClaim(claim => claim.Type == ApiTokenHandler.ScopeClaim)));
        options.AddPolicy(WriteApi, p => p.RequireAssertion(c =>
            c.User.IsInRole(Roles.Operator) || c.User.IsInRole(Roles.Administrator) || c.User.HasClaim(ApiTokenHandler.ScopeClaim, ApiToken.Write)));
        options.DefaultPolicy = options.GetPolicy(View)!;
        options.FallbackPolicy = options.DefaultPolicy;
    }
}
