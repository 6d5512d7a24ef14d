using System.Buffers.Binary;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

/// <summary>The payloads of the UDP datagrams over IPv4 and Ethernet in a capture, in pcap or pcapng of little-endian machines.</summary>
internal static class UdpCapture
{
    public static List<byte[]> Read(string file)
    {
        var octets = File.ReadAllBytes(file);
        var frames = BinaryPrimitives.ReadUInt32LittleEndian(octets) == 0x0a0d0d0a ? NextGeneration(octets) : Classic(octets);
        return [.. frames.Select(f => Payload(octets.AsSpan(f))).OfType<byte[]>()];
    }

    private static IEnumerable<Range> Classic(byte[] octets)
    {
        for (var at = 24; at + 16 <= octets.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(octets.AsSpan(at + 8));
            yield return (at + 16)..(at + 16 + length);
            at += 16 + length;
        }
    }

    private static IEnumerable<Range> NextGeneration(byte[] octets)
    {
        for (var at = 0; at + 12 <= octets.Length;)
        {
            var (type, length) = (BinaryPrimitives.ReadUInt32LittleEndian(octets.AsSpan(at)), (int)BinaryPrimitives.ReadUInt32LittleEndian(octets.AsSpan(at + 4)));
            if (type == 6)
                yield return (at + 28)..(at + 28 + (int)BinaryPrimitives.ReadUInt32LittleEndian(octets.AsSpan(at + 20)));
            at += length;
        }
    }

    private static byte[]? Payload(ReadOnlySpan<byte> frame)
    {
        var type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        var ip = frame[(type == 0x8100 ? 18 : 14)..];
        if (ip[0] >> 4 != 4 || ip[9] != 17)
            return null;
        var udp = ip[((ip[0] & 15) * 4)..];
        return udp[8..BinaryPrimitives.ReadUInt16BigEndian(udp[4..])].ToArray();
    }
}
