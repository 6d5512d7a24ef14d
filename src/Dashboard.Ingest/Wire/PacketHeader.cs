using System.Buffers.Binary;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// Reads the beginning of a packet that an exporter copied: Ethernet with VLAN tags and MPLS labels, IPv4, IPv6 with its
/// extension headers, and the ports of TCP, UDP and SCTP. A copy that ends early gives what it holds.
/// </summary>
public static class PacketHeader
{
    private const int MaxTags = 8;
    private const int MaxExtensions = 8;

    /// <summary>Reads an Ethernet frame from its destination address on.</summary>
    /// <param name="frame">The copied octets.</param>
    /// <param name="record">Gets addresses, ports, protocol, type of service, flags, VLAN and label.</param>
    /// <param name="ipLength">Octets of the IP packet by its own header, which padding and the frame's own octets do not count towards.</param>
    /// <returns>Whether the frame holds IP.</returns>
    public static bool TryReadEthernet(ReadOnlySpan<byte> frame, ref FlowRecord record, out int ipLength)
    {
        ipLength = 0;
        if (frame.Length < 14)
            return false;
        var type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        var rest = frame[14..];
        for (var tags = 0; type is 0x8100 or 0x88a8 or 0x9100 && rest.Length >= 4 && tags < MaxTags; tags++)
        {
            if (record.Vlan == 0)
                record.Vlan = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(rest) & 0xfff);
            type = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            rest = rest[4..];
        }
        return type switch
        {
            0x0800 or 0x86dd => TryReadIp(rest, ref record, out ipLength),
            0x8847 or 0x8848 => TryReadMpls(rest, ref record, out ipLength),
            0x8864 when rest.Length > 8 && BinaryPrimitives.ReadUInt16BigEndian(rest[6..]) is 0x0021 or 0x0057 => TryReadIp(rest[8..], ref record, out ipLength),
            _ => false,
        };
    }

    /// <summary>Reads a stack of MPLS labels (RFC 3032) and the IP packet that may follow it.</summary>
    public static bool TryReadMpls(ReadOnlySpan<byte> stack, ref FlowRecord record, out int ipLength)
    {
        ipLength = 0;
        for (var label = 0; label < MaxTags && stack.Length >= 4; label++)
        {
            var entry = BinaryPrimitives.ReadUInt32BigEndian(stack);
            if (label == 0)
                record.MplsLabel = entry >> 12;
            stack = stack[4..];
            if ((entry & 0x100) != 0)
                return TryReadIp(stack, ref record, out ipLength);
        }
        return false;
    }

    /// <summary>Reads an IPv4 (RFC 791) or IPv6 packet (RFC 8200).</summary>
    public static bool TryReadIp(ReadOnlySpan<byte> packet, ref FlowRecord record, out int ipLength)
    {
        ipLength = 0;
        if (packet.IsEmpty)
            return false;
        return (packet[0] >> 4) switch
        {
            4 => TryReadV4(packet, ref record, out ipLength),
            6 => TryReadV6(packet, ref record, out ipLength),
            _ => false,
        };
    }

    private static bool TryReadV4(ReadOnlySpan<byte> packet, ref FlowRecord record, out int ipLength)
    {
        ipLength = 0;
        var header = (packet[0] & 0xf) * 4;
        if (packet.Length < 20 || header < 20)
            return false;
        ipLength = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        record.TypeOfService = packet[1];
        record.Protocol = packet[9];
        record.Source = NetworkAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(packet[12..]));
        record.Destination = NetworkAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(packet[16..]));
        // Later fragments have no transport header.
        if ((BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1fff) == 0 && packet.Length > header)
            ReadTransport(packet[header..], ref record);
        return true;
    }

    private static bool TryReadV6(ReadOnlySpan<byte> packet, ref FlowRecord record, out int ipLength)
    {
        ipLength = 0;
        if (packet.Length < 40)
            return false;
        ipLength = 40 + BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        record.TypeOfService = (byte)(BinaryPrimitives.ReadUInt16BigEndian(packet) >> 4);
        record.Source = NetworkAddress.FromV6(packet[8..]);
        record.Destination = NetworkAddress.FromV6(packet[24..]);
        var next = packet[6];
        var rest = packet[40..];
        for (var extensions = 0; extensions < MaxExtensions && next is 0 or 43 or 44 or 51 or 60 or 135 && rest.Length >= 8; extensions++)
        {
            var length = next switch { 44 => 8, 51 => (rest[1] + 2) * 4, _ => (rest[1] + 1) * 8 };
            var isLaterFragment = next == 44 && (BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) & 0xfff8) != 0;
            next = rest[0];
            rest = length < rest.Length && !isLaterFragment ? rest[length..] : [];
        }
        record.Protocol = next;
        ReadTransport(rest, ref record);
        return true;
    }

    private static void ReadTransport(ReadOnlySpan<byte> header, ref FlowRecord record)
    {
        switch (record.Protocol)
        {
            case 6 or 17 or 33 or 132 or 136 when header.Length >= 4:
                record.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(header);
                record.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
                if (record.Protocol == 6 && header.Length >= 14)
                    record.TcpFlags = header[13];
                break;
            case 1 or 58 when header.Length >= 2:
                record.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(header);
                break;
        }
    }
}
