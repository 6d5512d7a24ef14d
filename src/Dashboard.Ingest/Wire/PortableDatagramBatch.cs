using System.Net;
using System.Net.Sockets;

namespace Dashboard.Ingest.Wire;

/// <summary>Reads a datagram a call, which every system can do.</summary>
internal sealed class PortableDatagramBatch(AddressFamily family) : DatagramBatch
{
    private readonly SocketAddress _sender = new(family);

    public override int Fill(Socket socket)
    {
        var count = 0;
        while (count < Capacity && socket.Poll(0, SelectMode.SelectRead))
        {
            try
            {
                Lengths[count] = socket.ReceiveFrom(Octets.AsSpan(Offset(count), DatagramBytes), SocketFlags.None, _sender);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.ConnectionReset)
            {
                // A reset tells of a reply of ours that nobody took; the socket itself is well.
                return count;
            }
            _sender.Buffer.Span[..Math.Min(_sender.Size, AddressBytes)].CopyTo(Addresses.AsSpan(count * AddressBytes));
            count++;
        }
        return count;
    }
}
