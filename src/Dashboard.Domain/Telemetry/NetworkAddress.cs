using System.Buffers.Binary;
using System.Net;

namespace Dashboard.Domain.Telemetry;

/// <summary>
/// An IPv4 or IPv6 address in 16 octets without an object of its own. An IPv4 address is held as its IPv4-mapped form,
/// <c>::ffff:192.0.2.1</c> (RFC 4291 section 2.5.5.2), so that it is the same address whichever family carried it.
/// </summary>
/// <param name="High">The upper 64 bits in host order.</param>
/// <param name="Low">The lower 64 bits in host order.</param>
public readonly record struct NetworkAddress(ulong High, ulong Low) : IComparable<NetworkAddress>
{
    private const ulong MappedPrefix = 0xffff_0000_0000;

    /// <summary>No address at all; the same octets as the unspecified address <c>::</c>.</summary>
    public static readonly NetworkAddress None;

    public bool IsNone => (High | Low) == 0;

    /// <summary>Whether it is an IPv4 address.</summary>
    public bool IsV4 => High == 0 && Low >> 32 == MappedPrefix >> 32;

    /// <summary>The four octets of an IPv4 address in host order; meaningless for IPv6.</summary>
    public uint V4 => (uint)Low;

    /// <param name="address">The four octets in host order: 0xC0000201 is 192.0.2.1.</param>
    public static NetworkAddress FromV4(uint address) => new(0, MappedPrefix | address);

    /// <param name="octets">At least 16 octets in network order.</param>
    public static NetworkAddress FromV6(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]));

    public static NetworkAddress From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out var written);
        return written == 4 ? FromV4(BinaryPrimitives.ReadUInt32BigEndian(octets)) : FromV6(octets);
    }

    /// <summary>Reads an address in any of its usual notations.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NetworkAddress address)
    {
        var known = IPAddress.TryParse(text, out var parsed);
        address = known ? From(parsed!) : None;
        return known;
    }

    /// <summary>Whether the first <paramref name="length"/> bits are those of <paramref name="prefix"/>. An IPv4 prefix counts its own 32 bits.</summary>
    /// <param name="prefix">An address within the network.</param>
    /// <param name="length">0 to 32 for an IPv4 prefix, 0 to 128 for IPv6.</param>
    public bool IsWithin(NetworkAddress prefix, int length)
    {
        var bits = prefix.IsV4 ? length + 96 : length;
        var high = bits >= 64 ? ulong.MaxValue : bits <= 0 ? 0 : ulong.MaxValue << (64 - bits);
        var low = bits >= 128 ? ulong.MaxValue : bits <= 64 ? 0 : ulong.MaxValue << (128 - bits);
        return ((High ^ prefix.High) & high) == 0 && ((Low ^ prefix.Low) & low) == 0;
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> octets = stackalloc byte[16];
        WriteTo(octets);
        return new IPAddress(IsV4 ? octets[12..] : octets);
    }

    /// <summary>Writes the 16 octets in network order.</summary>
    public void WriteTo(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt64BigEndian(octets, High);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], Low);
    }

    public int CompareTo(NetworkAddress other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public static bool operator <(NetworkAddress left, NetworkAddress right) => left.CompareTo(right) < 0;

    public static bool operator >(NetworkAddress left, NetworkAddress right) => left.CompareTo(right) > 0;

    public static bool operator <=(NetworkAddress left, NetworkAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >=(NetworkAddress left, NetworkAddress right) => left.CompareTo(right) >= 0;

    /// <summary>The address as it is usually written: dotted for IPv4, RFC 5952 for IPv6.</summary>
    public override string ToString() => ToIPAddress().ToString();
}
