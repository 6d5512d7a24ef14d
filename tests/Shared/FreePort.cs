using System.Net;
using System.Net.Sockets;

namespace Dashboard.Tests;

/// <summary>Finds ports of the loopback that nobody listens on.</summary>
internal static class FreePort
{
    // Below what the kernel gives to whoever takes any: a program under test opens many such ports before the one it was told.
    private const int First = 20_000;
    private const int Last = 32_000;
    private const int Tries = 100;

    /// <summary>One that was free a moment ago, by TCP and by UDP.</summary>
    public static int Find()
    {
        for (var left = Tries; ; left--)
        {
            var port = Random.Shared.Next(First, Last);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                using var datagrams = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException) when (left > 0)
            {
                // Somebody listens there; the next one, then.
            }
        }
    }
}
