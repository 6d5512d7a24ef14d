using System.Buffers.Binary;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Tests;

/// <summary>Reads the UDP datagrams of a capture in the classic pcap format (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html).</summary>
internal static class PacketCapture
{
    private const int LinkEthernet = 1;
    private const int LinkNull = 0;

    public static IReadOnlyList<CapturedDatagram> Read(string path)
    {
        var file = File.ReadAllBytes(path);
        var little = file[0] is 0xd4 or 0x4d;
        var link = (int)Word(20) & 0xffff;
        List<CapturedDatagram> datagrams = [];
        for (var at = 24; at + 16 <= file.Length; at += 16 + (int)Word(at + 8))
        {
            var packet = file.AsSpan(at + 16, (int)Word(at + 8));
            var ip = packet[(link switch { LinkEthernet => 14, LinkNull => 4, _ => 0 })..];
            var isV6 = ip[0] >> 4 == 6;
            var header = isV6 ? 40 : (ip[0] & 0xf) * 4;
            var sender = isV6 ? NetworkAddress.FromV6(ip[8..]) : NetworkAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(ip[12..]));
            var length = BinaryPrimitives.ReadUInt16BigEndian(ip[(header + 4)..]) - 8;
            datagrams.Add(new CapturedDatagram(Word(at) * 1000L, sender, BinaryPrimitives.ReadUInt16BigEndian(ip[header..]), ip.Slice(header + 8, length).ToArray()));
        }
        return datagrams;

        uint Word(int offset) => little ? BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(offset)) : BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(offset));
    }
}

/// <summary>A datagram as it was on the wire.</summary>
internal sealed record CapturedDatagram(long Timestamp, NetworkAddress Sender, int SenderPort, byte[] Octets);
