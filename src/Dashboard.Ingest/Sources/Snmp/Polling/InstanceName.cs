using System.Net;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Modules;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>Takes the name of a table's instance apart (RFC 2578 section 7.7).</summary>
internal static class InstanceName
{
    /// <summary>The parts as text and as octets; null where the name does not have the form that the indexes say.</summary>
    public static (string Text, byte[] Octets)[]? Parts(ReadOnlySpan<byte> instance, IReadOnlyList<SnmpIndex> indexes)
    {
        var parts = new (string, byte[])[indexes.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var before = instance;
            if (Read(ref instance, indexes[i]) is not { } text)
                return null;
            parts[i] = (text, before[..(before.Length - instance.Length)].ToArray());
        }
        return instance.IsEmpty ? parts : null;
    }

    private static string? Read(ref ReadOnlySpan<byte> instance, SnmpIndex index)
    {
        switch (index.Type)
        {
            case SnmpIndexType.Number:
                return ObjectIdentifier.TryNumber(ref instance, out var number) ? number.ToString() : null;
            case SnmpIndexType.Ipv4:
                return Octets(ref instance, 4) is { } ipv4 ? new IPAddress(ipv4).ToString() : null;
            case SnmpIndexType.Ipv6:
                return Octets(ref instance, 16) is { } ipv6 ? new IPAddress(ipv6).ToString() : null;
            case SnmpIndexType.InetAddress:
                if (!ObjectIdentifier.TryNumber(ref instance, out _) || !ObjectIdentifier.TryNumber(ref instance, out var size) || size > 20 || Octets(ref instance, (int)size) is not { } address)
                    return null;
                return address.Length is 4 or 16 ? new IPAddress(address).ToString() : SnmpText.Of(address);
            default:
                var count = (uint)index.FixedSize;
                if (index.IsImplied)
                    count = (uint)Numbers(instance);
                else if (index.FixedSize == 0 && !ObjectIdentifier.TryNumber(ref instance, out count))
                    return null;
                if (count > ObjectIdentifier.MaxNumbers || Octets(ref instance, (int)count) is not { } octets)
                    return null;
                return index.Type == SnmpIndexType.PhysAddress ? SnmpText.Mac(octets) : SnmpText.Of(octets);
        }
    }

    private static byte[]? Octets(ref ReadOnlySpan<byte> instance, int count)
    {
        var octets = new byte[count];
        for (var i = 0; i < count; i++)
        {
            if (!ObjectIdentifier.TryNumber(ref instance, out var number) || number > 255)
                return null;
            octets[i] = (byte)number;
        }
        return octets;
    }

    private static int Numbers(ReadOnlySpan<byte> instance)
    {
        var count = 0;
        foreach (var octet in instance)
            count += octet < 0x80 ? 1 : 0;
        return count;
    }
}
