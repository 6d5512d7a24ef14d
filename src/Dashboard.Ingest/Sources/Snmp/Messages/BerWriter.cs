namespace Dashboard.Ingest.Sources.Snmp.Messages;

/// <summary>
/// Writes BER from the last octet to the first, so that every length is known when it is written. What comes last in a
/// message is written first. Where the room does not suffice, <see cref="Overflowed"/> says so and nothing more is written.
/// </summary>
public ref struct BerWriter(Span<byte> room)
{
    private readonly Span<byte> _room = room;

    /// <summary>Whether something did not fit in.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Where what was written last begins; handed to <see cref="Header"/> and <see cref="Rewind"/> later.</summary>
    public int Position { get; private set; } = room.Length;

    /// <summary>What was written, first octet first.</summary>
    public readonly Span<byte> Written => _room[Position..];

    /// <summary>What was written after a position was noted.</summary>
    public readonly Span<byte> Since(int position) => _room[Position..position];

    /// <summary>Octets at a position of before, however much was written since.</summary>
    public readonly Span<byte> At(int position, int length) => _room.Slice(position, length);

    /// <summary>Forgets what was written after a position was noted.</summary>
    public void Rewind(int position) => Position = position;

    public void Raw(scoped ReadOnlySpan<byte> octets)
    {
        if (Take(octets.Length) is var at and >= 0)
            octets.CopyTo(_room[at..]);
    }

    /// <summary>Puts tag and length before what was written since a position.</summary>
    public void Header(byte tag, int end)
    {
        var length = end - Position;
        Span<byte> header = [tag, 0, 0, 0, 0, 0];
        var octets = 2;
        if (length < 0x80)
        {
            header[1] = (byte)length;
        }
        else
        {
            var sizes = length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
            header[1] = (byte)(0x80 | sizes);
            for (var i = 0; i < sizes; i++)
                header[2 + i] = (byte)(length >> (8 * (sizes - 1 - i)));
            octets += sizes;
        }
        Raw(header[..octets]);
    }

    public void Value(byte tag, scoped ReadOnlySpan<byte> content)
    {
        var end = Position;
        Raw(content);
        Header(tag, end);
    }

    public void Integer(long value, byte tag = BerReader.IntegerTag)
    {
        Span<byte> octets = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(octets, value);
        var from = 0;
        while (from < 7 && ((octets[from] == 0 && octets[from + 1] < 0x80) || (octets[from] == 0xff && octets[from + 1] >= 0x80)))
            from++;
        Value(tag, octets[from..]);
    }

    public void Unsigned(ulong value, byte tag)
    {
        Span<byte> octets = stackalloc byte[9];
        octets[0] = 0;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(octets[1..], value);
        var from = 0;
        while (from < 8 && octets[from] == 0 && octets[from + 1] < 0x80)
            from++;
        Value(tag, octets[from..]);
    }

    /// <summary>A binding of a name to nothing, as requests have them.</summary>
    public void NullBinding(scoped ReadOnlySpan<byte> name)
    {
        var end = Position;
        Value(BerReader.NullTag, []);
        Value(BerReader.ObjectIdentifierTag, name);
        Header(BerReader.SequenceTag, end);
    }

    private int Take(int octets)
    {
        if (Overflowed || octets > Position)
        {
            Overflowed = true;
            return -1;
        }
        Position -= octets;
        return Position;
    }
}
