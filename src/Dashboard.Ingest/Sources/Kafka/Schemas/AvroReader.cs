using System.Buffers.Binary;

namespace Dashboard.Ingest.Sources.Kafka.Schemas;

/// <summary>Reads the values of Avro's binary encoding one by one. Bad input ends the reading with <see cref="IsBad"/>.</summary>
internal ref struct AvroReader(ReadOnlySpan<byte> octets)
{
    private readonly ReadOnlySpan<byte> _octets = octets;

    /// <summary>Whether the message is not well-formed.</summary>
    public bool IsBad { get; set; }

    /// <summary>The octet that is read next.</summary>
    public int Position { get; private set; }

    /// <summary>Whether all of it was read.</summary>
    public readonly bool IsAtEnd => Position == _octets.Length;

    /// <summary>A whole number: a variable number of octets, zig-zag.</summary>
    public long Long()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70 && Position < _octets.Length; shift += 7)
        {
            var octet = _octets[Position++];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
        IsBad = true;
        return 0;
    }

    /// <summary>So many octets; none where there are fewer.</summary>
    public ReadOnlySpan<byte> Take(long length)
    {
        if (IsBad || length < 0 || length > _octets.Length - Position)
        {
            IsBad = true;
            return default;
        }
        Position += (int)length;
        return _octets.Slice(Position - (int)length, (int)length);
    }

    /// <summary>A floating-point number of 32 bits.</summary>
    public float Single() => Take(sizeof(float)) is { IsEmpty: false } octets ? BinaryPrimitives.ReadSingleLittleEndian(octets) : 0;

    /// <summary>A floating-point number of 64 bits.</summary>
    public double Double() => Take(sizeof(double)) is { IsEmpty: false } octets ? BinaryPrimitives.ReadDoubleLittleEndian(octets) : 0;
}
