using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Dashboard.Benchmarks.Screens;

/// <summary>
/// Has another .NET process collect its whole heap, by the runtime's diagnostic port: a session that asks for the heap's
/// collection (keyword GCHeapCollect of Microsoft-Windows-DotNETRuntime) begins with one.
/// </summary>
internal static class FullCollection
{
    private const ulong HeapCollect = 0x800000;
    private const string Provider = "Microsoft-Windows-DotNETRuntime\0";

    public static async Task Induce(int process)
    {
        var port = Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket").FirstOrDefault()
            ?? throw new InvalidOperationException($"Process {process} has no diagnostic port.");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(port));
        await socket.SendAsync(Request());
        // The stream of events ends soon after the collection; two seconds without any are its end as well.
        var buffer = new byte[64 * 1024];
        using var quiet = new CancellationTokenSource(TimeSpan.FromSeconds(3), TimeProvider.System);
        try
        {
            while (await socket.ReceiveAsync(buffer, quiet.Token) > 0)
            {
                // What it says is of no interest.
            }
        }
        catch (OperationCanceledException)
        {
            // Closing the socket ends the session.
        }
    }

    private static byte[] Request()
    {
        var body = new List<byte>();
        Add32(256); // megabytes of buffer
        Add32(1); // nettrace
        Add32(1); // one provider
        Span<byte> keywords = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(keywords, HeapCollect);
        body.AddRange(keywords);
        Add32(4); // informational
        Add32((uint)Provider.Length);
        body.AddRange(Encoding.Unicode.GetBytes(Provider));
        Add32(0); // no filter
        byte[] head = [.. "DOTNET_IPC_V1\0"u8, 0, 0, 2, 2, 0, 0]; // event pipe, collect
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(14), (ushort)(head.Length + body.Count));
        return [.. head, .. body];

        void Add32(uint value)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(four, value);
            body.AddRange(four);
        }
    }
}
