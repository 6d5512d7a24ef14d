using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Wire;

/// <summary>Room for the datagrams of one reading of a socket, used again for each.</summary>
internal abstract class DatagramBatch
{
    /// <summary>Datagrams that one reading takes at most.</summary>
    public const int Capacity = 64;

    /// <summary>Octets that a UDP datagram can have, rounded up to whole cache lines.</summary>
    protected const int DatagramBytes = 65536;

    /// <summary>An address of either family as the kernel writes it, rounded up.</summary>
    protected const int AddressBytes = 32;

    // Slots a power of two apart would compete for the same lines of the processor's cache.
    private const int Stride = DatagramBytes + 192;

    /// <summary>Datagrams one after another. Pages that no datagram ever reached take no memory.</summary>
    protected byte[] Octets { get; } = GC.AllocateUninitializedArray<byte>(Capacity * Stride, pinned: true); // bound: 4.2 MB of address space

    protected byte[] Addresses { get; } = GC.AllocateArray<byte>(Capacity * AddressBytes, pinned: true);

    protected int[] Lengths { get; } = new int[Capacity];

    /// <summary>Reads what waits in the socket, without waiting for more; returns the number of datagrams.</summary>
    /// <exception cref="SocketException">The socket can no longer be read.</exception>
    public abstract int Fill(Socket socket);

    public ReadOnlySpan<byte> Datagram(int index) => Octets.AsSpan(index * Stride, Lengths[index]);

    /// <summary>The sender's address in the kernel's form.</summary>
    public ReadOnlySpan<byte> RawSender(int index) => Addresses.AsSpan(index * AddressBytes, AddressBytes);

    public NetworkAddress Sender(int index)
    {
        var raw = RawSender(index);
        return MemoryMarshal.Read<ushort>(raw) == (ushort)AddressFamily.InterNetwork
            ? NetworkAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(raw[4..]))
            : NetworkAddress.FromV6(raw[8..]);
    }

    public int SenderPort(int index) => BinaryPrimitives.ReadUInt16BigEndian(RawSender(index)[2..]);

    protected static int Offset(int index) => index * Stride;
}
