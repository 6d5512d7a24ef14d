using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Dashboard.Ingest.Tests.Sources.Jaeger;

/// <summary>Writes Thrift's binary protocol, as Jaeger's clients do.</summary>
internal sealed class ThriftWriter
{
    private readonly ArrayBufferWriter<byte> _octets = new();

    public byte[] Written => _octets.WrittenSpan.ToArray();

    public ThriftWriter I32(short field, int value) => Head(8, field).Number(value, 4);

    public ThriftWriter I64(short field, long value) => Head(10, field).Number(value, 8);

    public ThriftWriter Double(short field, double value) => Head(4, field).Number(BitConverter.DoubleToInt64Bits(value), 8);

    public ThriftWriter Bool(short field, bool value) => Head(2, field).Number(value ? 1 : 0, 1);

    public ThriftWriter Text(short field, string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        Head(11, field).Number(utf8.Length, 4)._octets.Write(utf8);
        return this;
    }

    public ThriftWriter Struct(short field, Action<ThriftWriter> write)
    {
        Head(12, field);
        write(this);
        return Number(0, 1);
    }

    public ThriftWriter List(short field, params Action<ThriftWriter>[] elements)
    {
        Head(15, field).Number(12, 1).Number(elements.Length, 4);
        foreach (var write in elements)
        {
            write(this);
            Number(0, 1);
        }
        return this;
    }

    public ThriftWriter Stop() => Number(0, 1);

    private ThriftWriter Head(byte type, short field) => Number(type, 1).Number(field, 2);

    private ThriftWriter Number(long value, int width)
    {
        Span<byte> octets = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(octets, value);
        _octets.Write(octets[(8 - width)..]);
        return this;
    }
}
