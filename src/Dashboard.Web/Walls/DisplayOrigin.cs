using Dashboard.Web.Auth;

namespace Dashboard.Web.Walls;

/// <summary>Where a display's page was asked for from.</summary>
/// <param name="Address">The network address.</param>
/// <param name="Agent">What its browser calls itself, 300 characters at most.</param>
public sealed record DisplayOrigin(string Address, string Agent)
{
    private const int LongestAgent = 300;

    internal static DisplayOrigin Of(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new(Actor.AddressOf(context).ToString(), agent.Length > LongestAgent ? agent[..LongestAgent] : agent);
    }
}
