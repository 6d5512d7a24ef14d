using System.Net;
using System.Net.Sockets;

namespace Dashboard.Tests;

/// <summary>Finds ports of the loopback that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>One that was free a moment ago.</summary>
    public static int Find()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
