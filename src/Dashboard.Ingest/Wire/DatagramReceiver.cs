using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// A UDP socket that is drained in batches, 64 datagrams a call where the system can (recvmmsg(2)), into buffers that are
/// used again; receiving allocates nothing. Used by one thread at a time:
/// <code>
/// while (true)
/// {
///     await receiver.Wait(cancellationToken);
///     while (receiver.Receive() is var count and > 0)
///         for (var i = 0; i &lt; count; i++)
///             Take(receiver[i], receiver.SenderOf(i));
///     Count(receiver.TakeDrops());
/// }
/// </code>
/// </summary>
public sealed class DatagramReceiver : IDisposable
{
    /// <summary>Datagrams that one <see cref="Receive"/> brings at most; where it brings as many, more may wait.</summary>
    public const int MostAtOnce = DatagramBatch.Capacity;

    // Of asm-generic/socket.h, the same on x86-64, ARM64 and RISC-V.
    private const int SocketLevel = 1;
    private const int ReceiveBufferForce = 33;
    private const int MemoryInfo = 55;
    private const int MemoryInfoWords = 9;
    private const int DropsWord = 8;

    private readonly Socket _socket;
    private readonly DatagramBatch _batch;
    private readonly byte[] _peeked = new byte[1];
    private readonly SocketAddress _receiver;
    private uint _drops;
    private int _count;

    private DatagramReceiver(Socket socket, bool portable)
    {
        _socket = socket;
        _receiver = new SocketAddress(socket.AddressFamily);
        _batch = OperatingSystem.IsLinux() && Environment.Is64BitProcess && !portable ? new LinuxDatagramBatch() : new PortableDatagramBatch(socket.AddressFamily);
        KnowsDrops = TryReadDrops(out _drops);
    }

    /// <summary>Where it listens, with the port that was taken where 0 was asked for.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Octets that the kernel granted for datagrams that wait, its own bookkeeping included. Linux counts twice what was asked for.</summary>
    public int ReceiveBufferBytes => _socket.ReceiveBufferSize;

    /// <summary>Whether the kernel says how many datagrams it dropped: Linux from 4.12.</summary>
    public bool KnowsDrops { get; }

    /// <summary>A datagram of the last <see cref="Receive"/>; overwritten by the next.</summary>
    public ReadOnlySpan<byte> this[int index] => _batch.Datagram(Checked(index));

    /// <summary>Opens the socket and binds it.</summary>
    /// <param name="endPoint">Where to listen; port 0 takes a free one. The IPv6 wildcard listens for IPv4 as well.</param>
    /// <param name="receiveBufferBytes">Octets that shall wait in the kernel at most. It grants less where the process may not exceed net.core.rmem_max.</param>
    /// <exception cref="IOException">The address or port cannot be had; the message says which and why.</exception>
    public static DatagramReceiver Open(IPEndPoint endPoint, int receiveBufferBytes) => Open(endPoint, receiveBufferBytes, portable: false);

    internal static DatagramReceiver Open(IPEndPoint endPoint, int receiveBufferBytes, bool portable)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            AskForBuffer(socket, receiveBufferBytes);
            socket.Bind(endPoint);
            return new DatagramReceiver(socket, portable);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new IOException($"UDP {endPoint} cannot be listened on: {e.Message}", e);
        }
    }

    /// <summary>Waits until a datagram is there.</summary>
    public async ValueTask Wait(CancellationToken cancellationToken)
    {
        try
        {
            await _socket.ReceiveAsync(_peeked.AsMemory(), SocketFlags.Peek, cancellationToken);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.MessageSize or SocketError.ConnectionReset)
        {
            // Windows says so of a datagram that is longer than the peek, and of a reply that nobody took.
        }
    }

    /// <summary>Reads datagrams that wait, up to 64; 0 where none does.</summary>
    /// <exception cref="SocketException">The socket can no longer be read.</exception>
    public int Receive() => _count = _batch.Fill(_socket);

    /// <summary>Who sent a datagram of the last <see cref="Receive"/>.</summary>
    public NetworkAddress SenderOf(int index) => _batch.Sender(Checked(index));

    /// <summary>The port that it was sent from.</summary>
    public int SenderPortOf(int index) => _batch.SenderPort(Checked(index));

    /// <summary>Sends an answer to whoever sent a datagram of the last <see cref="Receive"/>; false where it could not be sent.</summary>
    public bool TryReply(int index, ReadOnlySpan<byte> answer)
    {
        _batch.RawSender(Checked(index))[.._receiver.Size].CopyTo(_receiver.Buffer.Span);
        try
        {
            return _socket.SendTo(answer, SocketFlags.None, _receiver) == answer.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Datagrams that the kernel has dropped since the last call because they found the buffer full; 0 where it does not say.</summary>
    public long TakeDrops()
    {
        if (!KnowsDrops || !TryReadDrops(out var drops))
            return 0;
        // The kernel counts in 32 bits and goes round.
        var since = drops - _drops;
        _drops = drops;
        return since;
    }

    public void Dispose() => _socket.Dispose();

    private static void AskForBuffer(Socket socket, int bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                socket.SetRawSocketOption(SocketLevel, ReceiveBufferForce, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in bytes)));
                return;
            }
            catch (SocketException)
            {
                // Only a privileged process may go beyond net.core.rmem_max.
            }
        }
        socket.ReceiveBufferSize = bytes;
    }

    /// <summary>Reads SO_MEMINFO, whose last word counts drops.</summary>
    private bool TryReadDrops(out uint drops)
    {
        drops = 0;
        if (!OperatingSystem.IsLinux())
            return false;
        Span<uint> words = stackalloc uint[MemoryInfoWords];
        try
        {
            if (_socket.GetRawSocketOption(SocketLevel, MemoryInfo, MemoryMarshal.AsBytes(words)) < MemoryInfoWords * sizeof(uint))
                return false;
        }
        catch (SocketException)
        {
            return false;
        }
        drops = words[DropsWord];
        return true;
    }

    private int Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
        return index;
    }
}
