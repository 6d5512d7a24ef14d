using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// Writes the fields of a Protocol Buffers message (https://protobuf.dev/programming-guides/encoding/), one message within
/// another as the caller nests them.
/// </summary>
internal sealed class ProtobufWriter
{
    private const int MostVarint = 10;

    private readonly ArrayBufferWriter<byte> _octets = new(); // bound: what the caller writes, settings, short answers and traces

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _octets.WrittenMemory;

    /// <summary>A whole number or a truth value; left out where it is 0, as proto3 does.</summary>
    public ProtobufWriter Number(int field, ulong value)
    {
        if (value == 0)
            return this;
        Varint((ulong)field << 3);
        Varint(value);
        return this;
    }

    /// <summary>A text; left out where it is empty.</summary>
    public ProtobufWriter Text(int field, string text)
    {
        if (text.Length == 0)
            return this;
        Begin(field, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _octets);
        return this;
    }

    /// <summary>Octets as they are, also where there are none.</summary>
    public ProtobufWriter Octets(int field, ReadOnlySpan<byte> octets)
    {
        Begin(field, octets.Length);
        _octets.Write(octets);
        return this;
    }

    /// <summary>A whole number of 64 bits that takes eight octets (<c>fixed64</c>); left out where it is 0, as proto3 does.</summary>
    public ProtobufWriter Fixed(int field, ulong value)
    {
        if (value == 0)
            return this;
        Varint(((ulong)field << 3) | 1);
        BinaryPrimitives.WriteUInt64LittleEndian(_octets.GetSpan(8), value);
        _octets.Advance(8);
        return this;
    }

    /// <summary>A message within this one, also where it has no fields.</summary>
    public ProtobufWriter Message(int field, Action<ProtobufWriter> write)
    {
        var inner = new ProtobufWriter();
        write(inner);
        Begin(field, inner._octets.WrittenCount);
        _octets.Write(inner._octets.WrittenSpan);
        return this;
    }

    private void Begin(int field, int length)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)length);
    }

    private void Varint(ulong value)
    {
        var into = _octets.GetSpan(MostVarint);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            into[length++] = (byte)(value | 0x80);
        into[length++] = (byte)value;
        _octets.Advance(length);
    }
}
