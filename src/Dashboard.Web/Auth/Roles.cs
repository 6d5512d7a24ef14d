using System.Security.Claims;

namespace Dashboard.Web.Auth;

/// <summary>What a user may do. Each role may do all that the one before it may.</summary>
public static class Roles
{
    /// <summary>Looks.</summary>
    public const string Viewer = "viewer";

    /// <summary>Also acknowledges alarms, writes samples and changes dashboards.</summary>
    public const string Operator = "operator";

    /// <summary>Also decides who may come in.</summary>
    public const string Administrator = "administrator";

    /// <summary>All of them, the least first.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Operator, Administrator];

    /// <summary>Whether a user may do what an operator may.</summary>
    public static bool MayOperate(ClaimsPrincipal user) => user.IsInRole(Operator) || user.IsInRole(Administrator);
}
