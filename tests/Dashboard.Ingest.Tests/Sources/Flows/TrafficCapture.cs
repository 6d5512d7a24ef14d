using System.Buffers.Binary;
using static Dashboard.Ingest.Tests.Sources.NetFlow.MessageBuilder;

namespace Dashboard.Ingest.Tests.Sources.Flows;

/// <summary>Writes captures for exporters to read: TCP to port 443 and UDP to port 53, in turn, from 10.0.0.1 and those that follow to 10.0.1.1.</summary>
internal static class TrafficCapture
{
    /// <summary>Writes a capture of one packet a flow and second; returns the octets of all IP packets.</summary>
    public static ulong Write(string path, int flows, int packets, DateTimeOffset start)
    {
        using var file = File.Create(path);
        file.Write([0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 4, .. new byte[8], .. Four(65535), .. Four(1)]);
        ulong octets = 0;
        for (var second = 0; second < packets; second++)
        {
            for (var flow = 0; flow < flows; flow++)
            {
                var packet = Packet(flow);
                octets += (ulong)packet.Length;
                byte[] frame = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, .. packet];
                file.Write([.. Four((uint)(start.ToUnixTimeSeconds() + second)), .. Four((uint)flow), .. Four((uint)frame.Length), .. Four((uint)frame.Length), .. frame]);
            }
        }
        return octets;
    }

    private static byte[] Packet(int flow)
    {
        var isTcp = flow % 2 == 0;
        var payload = new byte[100 + flow];
        byte[] transport = isTcp
            ? [.. Two(40000 + flow), .. Two(443), .. Four(1), .. Four(1), 0x50, 0x18, .. Two(1000), 0, 0, 0, 0, .. payload]
            : [.. Two(40000 + flow), .. Two(53), .. Two(8 + payload.Length), 0, 0, .. payload];
        byte[] header = [0x45, 0, .. Two(20 + transport.Length), .. Two(flow), 0, 0, 64, (byte)(isTcp ? 6 : 17), 0, 0, 10, 0, 0, (byte)(1 + flow), 10, 0, 1, 1];
        var sum = 0;
        for (var i = 0; i < header.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(i));
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), (ushort)~sum);
        return [.. header, .. transport];
    }
}
