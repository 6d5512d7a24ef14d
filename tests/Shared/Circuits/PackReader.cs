using System.Buffers.Binary;
using System.Text;

namespace Dashboard.Tests.Circuits;

/// <summary>Reads the part of MessagePack that a Blazor circuit's server writes.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public int Array() => Take(1)[0] switch
    {
        var b and >= 0x90 and <= 0x9f => b & 0x0f,
        0xdc => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        var b => throw Unexpected(b),
    };

    public long Integer() => Take(1)[0] switch
    {
        var b and <= 0x7f => b,
        var b and >= 0xe0 => (sbyte)b,
        0xcc => Take(1)[0],
        0xcd => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        0xce => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        0xcf => (long)BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
        0xd0 => (sbyte)Take(1)[0],
        0xd1 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        0xd2 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        0xd3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        var b => throw Unexpected(b),
    };

    /// <summary>A text; null for nil.</summary>
    public string? Text()
    {
        var length = Take(1)[0] switch
        {
            0xc0 => -1,
            var b and >= 0xa0 and <= 0xbf => b & 0x1f,
            0xd9 => Take(1)[0],
            0xda => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xdb => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            var b => throw Unexpected(b),
        };
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>A map that is expected to be empty.</summary>
    public void NoHeaders()
    {
        if (Take(1)[0] is not 0x80 and var b)
            throw Unexpected(b);
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static InvalidDataException Unexpected(byte b) => new($"The server sent 0x{b:x2} where something else was expected.");
}
