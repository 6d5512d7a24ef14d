using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Kafka.Schemas;

/// <summary>
/// Reads Protocol Buffers messages by their descriptors (https://protobuf.dev/programming-guides/encoding/) and writes them
/// as JSON with the names of their fields as they are declared. Fields that the descriptors do not know are passed over.
/// </summary>
internal sealed class ProtobufSchema(ProtobufTypes types, ProtobufMessage root) : IMessageSchema
{
    private const int MaxDepth = 64;

    public int RegistryOctets(ReadOnlySpan<byte> octets)
    {
        if (octets is not [0, _, _, _, _, ..])
            return -1;
        // Which message of its file it is: the number of indices and the indices; nought alone for the first.
        var reader = new AvroReader(octets[5..]);
        for (var left = reader.Long(); left > 0 && !reader.IsBad; left--)
            _ = reader.Long();
        return reader.IsBad ? -1 : 5 + reader.Position;
    }

    public string? Write(ReadOnlySpan<byte> octets, Utf8JsonWriter into) =>
        Write(root, octets, 0..octets.Length, into, MaxDepth) ? null : "it does not fit its Protocol Buffers descriptor";

    private bool Write(ProtobufMessage message, ReadOnlySpan<byte> octets, Range range, Utf8JsonWriter into, int depth)
    {
        if (depth == 0 || Values(message, octets, range) is not { } values)
            return false;
        into.WriteStartObject();
        // Values of one field may lie apart; brought together they keep their order.
        foreach (var group in values.GroupBy(static v => v.Number))
        {
            var field = message.Fields[group.Key];
            var entry = field.Type == Type.Message ? types.Message(field.TypeName) : null;
            into.WritePropertyName(field.Name);
            if (!field.IsRepeated)
            {
                if (!Write(field, group.Last(), octets, into, depth))
                    return false;
                continue;
            }
            var isMap = entry?.IsMapEntry == true;
            if (isMap)
                into.WriteStartObject();
            else
                into.WriteStartArray();
            foreach (var value in group)
            {
                if (!(isMap ? WriteEntry(entry!, value, octets, into, depth) : Write(field, value, octets, into, depth)))
                    return false;
            }
            if (isMap)
                into.WriteEndObject();
            else
                into.WriteEndArray();
        }
        into.WriteEndObject();
        return true;
    }

    private bool WriteEntry(ProtobufMessage entry, Value value, ReadOnlySpan<byte> octets, Utf8JsonWriter into, int depth)
    {
        if (!entry.Fields.TryGetValue(1, out var keyField) || !entry.Fields.TryGetValue(2, out var valueField) || Values(entry, octets, value.Chunk) is not { } parts)
            return false;
        var (key, held) = (parts.LastOrDefault(static p => p.Number == 1), parts.LastOrDefault(static p => p.Number == 2));
        into.WritePropertyName(keyField.Type == Type.String ? Encoding.UTF8.GetString(octets[key.Chunk]) : Signed(keyField.Type, key.Bits).ToString(CultureInfo.InvariantCulture));
        if (held.Number != 0)
            return Write(valueField, held, octets, into, depth);
        into.WriteNullValue();
        return true;
    }

    private bool Write(ProtobufField field, Value value, ReadOnlySpan<byte> octets, Utf8JsonWriter into, int depth)
    {
        switch (field.Type)
        {
            case Type.Double:
                Number(BitConverter.UInt64BitsToDouble(value.Bits), into);
                break;
            case Type.Float:
                Number(BitConverter.UInt32BitsToSingle((uint)value.Bits), into);
                break;
            case Type.UInt64 or Type.Fixed64:
                into.WriteNumberValue(value.Bits);
                break;
            case Type.Bool:
                into.WriteBooleanValue(value.Bits != 0);
                break;
            case Type.String:
                into.WriteStringValue(Encoding.UTF8.GetString(octets[value.Chunk]));
                break;
            case Type.Bytes:
                into.WriteBase64StringValue(octets[value.Chunk]);
                break;
            case Type.Message:
                return types.Message(field.TypeName) is { } message && Write(message, octets, value.Chunk, into, depth - 1);
            case Type.Enum when types.Symbol(field.TypeName, (int)value.Bits) is { } symbol:
                into.WriteStringValue(symbol);
                break;
            default:
                into.WriteNumberValue(Signed(field.Type, value.Bits));
                break;
        }
        return true;
    }

    // The values of the fields that are known, in the order that they come; null where the message is not well-formed.
    private static List<Value>? Values(ProtobufMessage message, ReadOnlySpan<byte> octets, Range range)
    {
        var values = new List<Value>(); // bound: the message
        var reader = new ProtobufReader(octets, range);
        while (reader.Next())
        {
            if (!message.Fields.TryGetValue(reader.Field, out var field))
                continue;
            var number = reader.Field;
            switch (field.Type)
            {
                case Type.String or Type.Bytes or Type.Message:
                    values.Add(new Value(number, 0, reader.Chunk()));
                    break;
                case Type.Group:
                    return null;
                default:
                    if (!reader.IsChunk)
                        values.Add(new Value(number, Width(field.Type) switch { 8 => BitConverter.DoubleToUInt64Bits(reader.Double()), 4 => BitConverter.SingleToUInt32Bits(reader.Single()), _ => reader.Number() }, default));
                    else if (!field.IsRepeated || !Unpack(octets[reader.Chunk()], number, Width(field.Type), values))
                        return null;
                    break;
            }
        }
        return reader.IsBad ? null : values;
    }

    private static bool Unpack(ReadOnlySpan<byte> packed, int number, int width, List<Value> values)
    {
        for (; width > 0 && packed.Length >= width; packed = packed[width..])
            values.Add(new Value(number, width == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(packed) : BinaryPrimitives.ReadUInt32LittleEndian(packed), default));
        while (width == 0 && !packed.IsEmpty)
        {
            ulong bits = 0;
            var length = 0;
            do
            {
                if (length == packed.Length || length == 10)
                    return false;
                bits |= (ulong)(packed[length] & 0x7f) << (7 * length);
            }
            while (packed[length++] >= 0x80);
            values.Add(new Value(number, bits, default));
            packed = packed[length..];
        }
        return packed.IsEmpty;
    }

    private static int Width(int type) => type switch
    {
        Type.Double or Type.Fixed64 or Type.SFixed64 => 8,
        Type.Float or Type.Fixed32 or Type.SFixed32 => 4,
        _ => 0,
    };

    private static long Signed(int type, ulong bits) => type switch
    {
        Type.SInt32 or Type.SInt64 => (long)(bits >> 1) ^ -(long)(bits & 1),
        Type.Int32 or Type.SFixed32 or Type.Enum => (int)bits,
        Type.Fixed32 or Type.UInt32 => (uint)bits,
        _ => (long)bits,
    };

    private static void Number(double value, Utf8JsonWriter into)
    {
        if (double.IsFinite(value))
            into.WriteNumberValue(value);
        else
            into.WriteNullValue();
    }

    private readonly record struct Value(int Number, ulong Bits, Range Chunk);

    // FieldDescriptorProto.Type
    private static class Type
    {
        public const int Double = 1;
        public const int Float = 2;
        public const int UInt64 = 4;
        public const int Int32 = 5;
        public const int Fixed64 = 6;
        public const int Fixed32 = 7;
        public const int Bool = 8;
        public const int String = 9;
        public const int Group = 10;
        public const int Message = 11;
        public const int Bytes = 12;
        public const int UInt32 = 13;
        public const int Enum = 14;
        public const int SFixed32 = 15;
        public const int SFixed64 = 16;
        public const int SInt32 = 17;
        public const int SInt64 = 18;
    }
}
