using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Dashboard.Ingest.Wire;

/// <summary>Reads up to 64 datagrams a call by recvmmsg(2). The layouts are those of 64-bit Linux, the same with glibc and musl.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxDatagramBatch : DatagramBatch
{
    private const int DoNotWait = 0x40; // MSG_DONTWAIT
    private const int WouldBlock = 11; // EAGAIN
    private const int Interrupted = 4; // EINTR

    private readonly Message[] _messages = GC.AllocateArray<Message>(Capacity, pinned: true);
    private readonly Piece[] _pieces = GC.AllocateArray<Piece>(Capacity, pinned: true);

    public LinuxDatagramBatch()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _pieces[i] = new Piece { Start = Marshal.UnsafeAddrOfPinnedArrayElement(Octets, Offset(i)), Length = DatagramBytes };
            _messages[i] = new Message
            {
                Name = Marshal.UnsafeAddrOfPinnedArrayElement(Addresses, i * AddressBytes),
                Pieces = Marshal.UnsafeAddrOfPinnedArrayElement(_pieces, i),
                PieceCount = 1,
            };
        }
    }

    public override int Fill(Socket socket)
    {
        // The kernel overwrites the room it was given for an address with the length of that address.
        foreach (ref var message in _messages.AsSpan())
            message.NameLength = AddressBytes;
        var handle = socket.SafeHandle;
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            int count;
            do
                count = ReceiveMany((int)handle.DangerousGetHandle(), ref _messages[0], Capacity, DoNotWait, 0);
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            if (count < 0)
                return Marshal.GetLastPInvokeError() == WouldBlock ? 0 : throw new SocketException((int)SocketError.SocketError, Marshal.GetLastPInvokeErrorMessage());
            for (var i = 0; i < count; i++)
                Lengths[i] = (int)_messages[i].Length;
            return count;
        }
        finally
        {
            if (held)
                handle.DangerousRelease();
        }
    }

    [DllImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReceiveMany(int socket, ref Message first, uint count, int flags, nint timeout);

    /// <summary>struct mmsghdr.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Message
    {
        [FieldOffset(0)]
        public nint Name;
        [FieldOffset(8)]
        public uint NameLength;
        [FieldOffset(16)]
        public nint Pieces;
        [FieldOffset(24)]
        public nint PieceCount;
        [FieldOffset(56)]
        public uint Length;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Piece
    {
        public nint Start;
        public nint Length;
    }
}
