using System.Net;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Auth;

/// <summary>
/// Where a page was asked for from. Its request says so; the live page that comes after it has no request that can be
/// relied on (over long polling there is none at all), and takes over what the page found.
/// </summary>
public sealed class PageOrigin(IHttpContextAccessor request)
{
    private const int LongestAgent = 300;

    /// <summary>The network address as text; null where nobody has asked.</summary>
    [PersistentState]
    public string? Address
    {
        get => field ??= request.HttpContext is { } context ? Actor.AddressOf(context).ToString() : null;
        set;
    }

    /// <summary>What the browser calls itself, 300 characters at most; null where nobody has asked.</summary>
    [PersistentState]
    public string? Agent
    {
        get => field ??= request.HttpContext?.Request.Headers.UserAgent.ToString() is { } agent ? agent[..Math.Min(agent.Length, LongestAgent)] : null;
        set;
    }

    /// <summary>Who does something on the live page.</summary>
    /// <param name="name">A user's name.</param>
    public Actor ActorOf(string name) => new(name, IPAddress.TryParse(Address, out var address) ? address : IPAddress.None);
}
