using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dashboard.Ingest.Sources.Snmp.Discovery;

/// <summary>A range of addresses as an operator writes it: <c>10.1.2.0/24</c>, <c>10.1.2.10-10.1.2.90</c>, <c>10.1.2.3</c>. IPv4 only: no IPv6 subnet can be searched through.</summary>
public sealed class AddressRange
{
    /// <summary>Addresses that a range has at most: a /16.</summary>
    public const int MaxAddresses = 65_536;

    private readonly uint _first;

    private AddressRange(uint first, int count) => (_first, Count) = (first, count);

    /// <summary>Addresses in it; of a subnet larger than /31 without its own and the broadcast address.</summary>
    public int Count { get; }

    /// <summary>An address by its place.</summary>
    public IPAddress this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var octets = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(octets, _first + (uint)index);
            return new IPAddress(octets);
        }
    }

    /// <summary>Reads a range; false with a sentence where it is none or too large.</summary>
    public static bool TryParse(string text, out AddressRange? range, out string? complaint)
    {
        (range, complaint) = (null, null);
        uint first, last;
        if (text.Split('/') is [var network, var bits])
        {
            if (!TryAddress(network, out first) || !int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > 32)
                return Refuse(text, out complaint);
            var mask = length == 0 ? 0 : uint.MaxValue << (32 - length);
            (first, last) = (first & mask, first | ~mask);
            if (length < 31)
                (first, last) = (first + 1, last - 1);
        }
        else if (text.Split('-') is [var from, var to])
        {
            if (!TryAddress(from.Trim(), out first) || !TryAddress(to.Trim(), out last) || last < first)
                return Refuse(text, out complaint);
        }
        else
        {
            if (!TryAddress(text, out first))
                return Refuse(text, out complaint);
            last = first;
        }
        if (last - first >= MaxAddresses)
        {
            complaint = $"'{text}' has {(long)last - first + 1} addresses; at most {MaxAddresses} are searched through at a time.";
            return false;
        }
        range = new AddressRange(first, (int)(last - first) + 1);
        return true;
    }

    private static bool TryAddress(string text, out uint value)
    {
        value = 0;
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetwork || text.Count(c => c == '.') != 3)
            return false;
        value = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
        return true;
    }

    private static bool Refuse(string text, out string? complaint)
    {
        complaint = $"'{text}' is no range of IPv4 addresses such as 10.1.2.0/24 or 10.1.2.10-10.1.2.90.";
        return false;
    }
}
