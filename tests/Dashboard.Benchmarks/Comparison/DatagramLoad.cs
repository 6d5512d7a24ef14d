using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dashboard.Benchmarks.Comparison;

/// <summary>
/// Sends datagrams at a pace over the loopback, up to 64 a call by sendmmsg(2), and sleeps between: a sender that spins, or
/// asks the kernel for each, takes the processor away from those it measures.
/// </summary>
internal static class DatagramLoad
{
    private const int Burst = 64;

    /// <summary>Sends so many datagrams a second, as far as it can; returns how many.</summary>
    /// <param name="port">Where to.</param>
    /// <param name="pace">Datagrams a second.</param>
    /// <param name="length">How long.</param>
    /// <param name="next">The datagram of a number.</param>
    public static Task<long> Send(int port, int pace, TimeSpan length, Func<long, byte[]> next) => Task.Run(async () =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var handle = (int)socket.SafeHandle.DangerousGetHandle();
        var (messages, pieces, held) = (GC.AllocateArray<Message>(Burst, pinned: true), GC.AllocateArray<Piece>(Burst, pinned: true), new GCHandle[Burst]);
        for (var i = 0; i < Burst; i++)
            messages[i] = new Message { Pieces = Marshal.UnsafeAddrOfPinnedArrayElement(pieces, i), PieceCount = 1 };
        var started = Stopwatch.GetTimestamp();
        long sent = 0;
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < length)
        {
            var due = (int)Math.Min(Burst, (long)(elapsed.TotalSeconds * pace) + 1 - sent);
            if (due <= 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                continue;
            }
            for (var i = 0; i < due; i++)
            {
                var datagram = next(sent + i);
                held[i] = GCHandle.Alloc(datagram, GCHandleType.Pinned);
                pieces[i] = new Piece { Start = held[i].AddrOfPinnedObject(), Length = datagram.Length };
            }
            var taken = SendMany(handle, ref messages[0], (uint)due, 0);
            for (var i = 0; i < due; i++)
                held[i].Free();
            if (taken < 0)
                throw new SocketException(Marshal.GetLastPInvokeError());
            sent += taken;
        }
        return sent;
    });

    [DllImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendMany(int socket, ref Message first, uint count, int flags);

    /// <summary>struct mmsghdr of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Message
    {
        [FieldOffset(16)]
        public nint Pieces;
        [FieldOffset(24)]
        public nint PieceCount;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Piece
    {
        public nint Start;
        public nint Length;
    }
}
