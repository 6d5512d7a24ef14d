using System.Buffers.Binary;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.SFlow;

/// <summary>Reads XDR (RFC 4506) within a buffer. Bad input ends the reading with <see cref="IsBad"/>, never with an exception; what is read after it is 0.</summary>
internal ref struct XdrReader(ReadOnlySpan<byte> buffer)
{
    private ReadOnlySpan<byte> _left = buffer;

    /// <summary>Whether it was asked for more than there is.</summary>
    public bool IsBad { get; private set; }

    public readonly int Left => _left.Length;

    public uint Word() => Take(4) is { Length: 4 } octets ? BinaryPrimitives.ReadUInt32BigEndian(octets) : 0;

    public ulong Long() => Take(8) is { Length: 8 } octets ? BinaryPrimitives.ReadUInt64BigEndian(octets) : 0;

    public void Skip(int words) => Take(words * 4);

    /// <summary>Octets whose length stands before them, filled up to a whole word.</summary>
    public ReadOnlySpan<byte> Opaque()
    {
        var length = Word();
        if (length > (uint)_left.Length)
        {
            IsBad = true;
            return [];
        }
        var octets = _left[..(int)length];
        _left = _left[Math.Min(_left.Length, ((int)length + 3) & ~3)..];
        return octets;
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        if (IsBad || (uint)length > (uint)_left.Length)
        {
            IsBad = true;
            return [];
        }
        var taken = _left[..length];
        _left = _left[length..];
        return taken;
    }

    /// <summary>An address after its type: 1 is IPv4, 2 IPv6 (sFlow version 5, section 5.3).</summary>
    public NetworkAddress Address()
    {
        switch (Word())
        {
            case 1:
                return NetworkAddress.FromV4(Word());
            case 2:
                return V6();
            case var type:
                IsBad |= type != 0;
                return NetworkAddress.None;
        }
    }

    public NetworkAddress V6() => Take(16) is { Length: 16 } octets ? NetworkAddress.FromV6(octets) : NetworkAddress.None;
}
