using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dashboard.Domain.Simulation;

namespace Dashboard.Ingest.Demo;

/// <summary>What the routers log, as syslog (RFC 5424) over UDP (RFC 5426).</summary>
public sealed class DemoSyslog : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    /// <summary>A message as it is sent.</summary>
    public static string Write(SimulatedMessage message) => string.Create(
        CultureInfo.InvariantCulture,
        $"<{message.Priority}>1 {DateTimeOffset.FromUnixTimeMilliseconds(message.Time):yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {message.Host} {message.Application} - {message.MessageId} - {message.Text}");

    /// <summary>Sends a message.</summary>
    /// <exception cref="SocketException">It cannot be sent.</exception>
    public void Send(IPEndPoint to, SimulatedMessage message) => _socket.SendTo(Encoding.UTF8.GetBytes(Write(message)), to);

    public void Dispose() => _socket.Dispose();
}
