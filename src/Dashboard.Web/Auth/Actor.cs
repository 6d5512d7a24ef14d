using System.Net;

namespace Dashboard.Web.Auth;

/// <summary>Who does something, and from where, as the audit trail names them.</summary>
/// <param name="Name">A user's name; empty for somebody who has not signed in.</param>
/// <param name="Address">The network address that the request came from.</param>
public readonly record struct Actor(string Name, IPAddress Address)
{
    public static Actor Of(HttpContext context) =>
        new(context.User.Identity?.Name ?? "", AddressOf(context));

    /// <summary>The address that a request came from; loopback where there is none, as for a Unix socket.</summary>
    public static IPAddress AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } address ? IPAddress.Loopback
        : address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address;
}
