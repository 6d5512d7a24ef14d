using System.Buffers.Binary;
using System.Numerics;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// Reads the fields of a Protocol Buffers message within a buffer (https://protobuf.dev/programming-guides/encoding/).
/// Bad input ends the reading with <see cref="IsBad"/>, never with an exception.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> octets, Range message)
{
    private readonly ReadOnlySpan<byte> _octets = octets;
    private readonly int _end = message.End.Value;
    private int _at = message.Start.Value;
    private int _wireType;

    /// <summary>Whether the message is not well-formed.</summary>
    public bool IsBad { get; private set; }

    /// <summary>The number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>Whether that field's value is a text, a message or a packed list. To be asked before it is read.</summary>
    public readonly bool IsChunk => _wireType == 2;

    /// <summary>The octet of the buffer that is read next; of a message that is not well-formed, about where it stops being so.</summary>
    public int Position => _at;

    /// <summary>Goes to the next field, past the value of the last one where that was not read.</summary>
    public bool Next()
    {
        if (_wireType >= 0 && Field > 0)
            Skip();
        if (IsBad || _at >= _end)
            return false;
        var tag = ReadVarint();
        (Field, _wireType) = ((int)Math.Min(tag >> 3, int.MaxValue), (int)(tag & 7));
        IsBad |= Field == 0 || _wireType is not (0 or 1 or 2 or 5);
        return !IsBad;
    }

    /// <summary>A whole number.</summary>
    public ulong Number()
    {
        IsBad |= _wireType != 0;
        _wireType = -1;
        return IsBad ? 0 : ReadVarint();
    }

    /// <summary>A floating-point number of 64 bits, NaN and its payload unchanged.</summary>
    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>A whole number of 64 bits at full width (fixed64, sfixed64).</summary>
    public ulong Fixed64()
    {
        IsBad |= _wireType != 1 || _end - _at < 8;
        _wireType = -1;
        if (IsBad)
            return 0;
        _at += 8;
        return BinaryPrimitives.ReadUInt64LittleEndian(_octets[(_at - 8)..]);
    }

    /// <summary>A whole number with a sign, written zigzag (sint32, sint64).</summary>
    public long Signed()
    {
        var zigzag = Number();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    /// <summary>A floating-point number of 32 bits.</summary>
    public float Single()
    {
        IsBad |= _wireType != 5 || _end - _at < 4;
        _wireType = -1;
        if (IsBad)
            return 0;
        _at += 4;
        return BinaryPrimitives.ReadSingleLittleEndian(_octets[(_at - 4)..]);
    }

    /// <summary>Where a text, a message or a packed list stands.</summary>
    public Range Chunk()
    {
        IsBad |= _wireType != 2;
        _wireType = -1;
        if (IsBad)
            return default;
        var length = ReadVarint();
        IsBad |= length > (ulong)(_end - _at);
        if (IsBad)
            return default;
        _at += (int)length;
        return (_at - (int)length).._at;
    }

    /// <summary>The whole numbers of a list, packed or not, added to <paramref name="into"/>; of those too large for it the lowest bits.</summary>
    public void Numbers<T>(List<T> into)
        where T : IBinaryInteger<T>
    {
        if (_wireType == 0)
        {
            into.Add(T.CreateTruncating(Number()));
            return;
        }
        var list = Chunk();
        if (IsBad)
            return;
        _at = list.Start.Value;
        while (_at < list.End.Value && !IsBad)
            into.Add(T.CreateTruncating(ReadVarint()));
        IsBad |= _at != list.End.Value;
    }

    /// <summary>The numbers of a list of 64-bit numbers at full width (fixed64, double by its bits), packed or not, added to <paramref name="into"/>.</summary>
    public void Fixed64s(List<ulong> into)
    {
        if (_wireType == 1)
        {
            into.Add(Fixed64());
            return;
        }
        var list = Chunk();
        var packed = IsBad ? default : _octets[list];
        IsBad |= packed.Length % 8 != 0;
        for (; packed.Length >= 8 && !IsBad; packed = packed[8..])
            into.Add(BinaryPrimitives.ReadUInt64LittleEndian(packed));
    }

    private void Skip()
    {
        switch (_wireType)
        {
            case 0:
                ReadVarint();
                break;
            case 1 or 5:
                var width = _wireType == 1 ? 8 : 4;
                IsBad |= _end - _at < width;
                _at += width;
                break;
            default:
                Chunk();
                break;
        }
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_at >= _end)
                break;
            var octet = _octets[_at++];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80)
                return value;
        }
        IsBad = true;
        return 0;
    }
}
