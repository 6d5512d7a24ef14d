using System.Diagnostics.CodeAnalysis;

namespace Dashboard.Web.Auth;

/// <summary>Where to go after signing in: a place on this server, whatever the address bar said.</summary>
public static class ReturnUrl
{
    private static readonly Uri Here = new("http://here");

    /// <summary>The path and query of <paramref name="url"/>, percent-encoded; <c>/</c> where it leads elsewhere or back to signing in.</summary>
    [SuppressMessage("Design", "CA1054", Justification = "It is whatever a stranger wrote into a query.")]
    [SuppressMessage("Design", "CA1055", Justification = "It goes into a Location header as text.")]
    public static string Local(string? url)
    {
        // Browsers take a backslash for a slash and drop tabs and line ends.
        if (url is not ['/', ..] || url.StartsWith("//", StringComparison.Ordinal) || url.Any(c => c == '\\' || char.IsControl(c)))
            return "/";
        if (!Uri.TryCreate(Here, url, out var target) || target.Authority != Here.Authority)
            return "/";
        var path = target.AbsolutePath;
        return path.StartsWith("//", StringComparison.Ordinal)
            || path.StartsWith("/sign-", StringComparison.OrdinalIgnoreCase)
            || path.StartsWith(FirstSignInLinks.Path, StringComparison.OrdinalIgnoreCase)
            ? "/"
            : target.PathAndQuery + target.Fragment;
    }

    /// <summary>The sign-in page that leads back to the page a request asked for.</summary>
    public static string SignInPage(HttpRequest request)
    {
        var wanted = HttpMethods.IsGet(request.Method) ? Local(request.PathBase + request.Path + request.QueryString) : Local(request.PathBase + request.Path);
        return wanted == "/" ? "/sign-in" : $"/sign-in?returnUrl={Uri.EscapeDataString(wanted)}";
    }
}
