using System.Net;
using System.Net.Sockets;

namespace Dashboard.Ingest.Demo;

/// <summary>Where the clusters' routers send from: each from an address of its own of the loopback network, where the system lets it.</summary>
public static class DemoRouter
{
    /// <summary>The address of a cluster's router.</summary>
    public static string AddressOf(int cluster) => $"127.0.10.{cluster + 1}";

    /// <summary>A socket that a cluster's router sends from.</summary>
    internal static Socket Open(int cluster)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(AddressOf(cluster)), 0));
        }
        catch (SocketException)
        {
            // Some systems have one address of the loopback network only.
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }
        return socket;
    }
}
