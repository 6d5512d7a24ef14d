using System.Buffers.Binary;

namespace Dashboard.Ingest.Sources.Jaeger;

/// <summary>
/// Reads Thrift's binary protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md). Bad
/// input ends the reading with <see cref="IsBad"/>, never with an exception.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> octets, int at = 0)
{
    public const byte Stop = 0;
    public const byte Bool = 2;
    public const byte Byte = 3;
    public const byte Double = 4;
    public const byte I16 = 6;
    public const byte I32 = 8;
    public const byte I64 = 10;
    public const byte Text = 11;
    public const byte Struct = 12;
    public const byte Map = 13;
    public const byte Set = 14;
    public const byte List = 15;

    private const int MaxDepth = 16;

    private readonly ReadOnlySpan<byte> _octets = octets;

    /// <summary>Whether the message is not well-formed.</summary>
    public bool IsBad { get; private set; }

    /// <summary>The octet that is read next.</summary>
    public int Position { get; private set; } = at;

    /// <summary>The type of the field that <see cref="Next"/> came to.</summary>
    public byte Type { get; private set; }

    /// <summary>The number of that field.</summary>
    public short Field { get; private set; }

    /// <summary>Goes to the next field of a structure, whose value is to be read or skipped; false at its end.</summary>
    public bool Next()
    {
        Type = ReadByte();
        if (IsBad || Type == Stop)
            return false;
        Field = (short)ReadNumber(2);
        return !IsBad;
    }

    /// <summary>Whether the field has a number and a type.</summary>
    public bool Is(short field, byte type) => Field == field && Type == type;

    public long ReadI64() => ReadNumber(8);

    public int ReadI32() => (int)ReadNumber(4);

    public bool ReadBool() => ReadByte() != 0;

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadNumber(8));

    /// <summary>A text or octets.</summary>
    public ReadOnlySpan<byte> ReadText() => Take(ReadI32());

    /// <summary>How many elements a list has, of a type; none, and the message is bad, where they are of another.</summary>
    public int ReadList(byte type)
    {
        var its = ReadByte();
        var count = ReadI32();
        // Each element has an octet at least, so a list cannot be longer than what is left.
        IsBad |= count < 0 || count > _octets.Length - Position || (count > 0 && its != type);
        return IsBad ? 0 : count;
    }

    /// <summary>Passes over the value of the field.</summary>
    public void Skip() => Skip(Type, 0);

    private void Skip(byte type, int depth)
    {
        IsBad |= depth > MaxDepth;
        if (IsBad)
            return;
        switch (type)
        {
            case Bool or Byte:
                Take(1);
                break;
            case I16:
                Take(2);
                break;
            case I32:
                Take(4);
                break;
            case I64 or Double:
                Take(8);
                break;
            case Text:
                ReadText();
                break;
            case Struct:
                while (Next())
                    Skip(Type, depth + 1);
                break;
            case List or Set:
                SkipMany(ReadByte(), Stop, depth);
                break;
            case Map:
                SkipMany(ReadByte(), ReadByte(), depth);
                break;
            default:
                IsBad = true;
                break;
        }
    }

    private void SkipMany(byte first, byte second, int depth)
    {
        var count = ReadI32();
        IsBad |= count < 0 || count > _octets.Length - Position;
        for (var i = 0; i < count && !IsBad; i++)
        {
            Skip(first, depth + 1);
            if (second != Stop)
                Skip(second, depth + 1);
        }
    }

    private byte ReadByte() => Take(1) is { Length: 1 } one ? one[0] : Stop;

    private long ReadNumber(int width)
    {
        var number = Take(width);
        return number.Length != width ? 0 : width switch
        {
            2 => BinaryPrimitives.ReadInt16BigEndian(number),
            4 => BinaryPrimitives.ReadInt32BigEndian(number),
            _ => BinaryPrimitives.ReadInt64BigEndian(number),
        };
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        IsBad |= length < 0 || length > _octets.Length - Position;
        if (IsBad)
            return [];
        Position += length;
        return _octets.Slice(Position - length, length);
    }
}
