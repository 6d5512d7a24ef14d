using System.Text;
using System.Text.Json;

namespace Dashboard.Ingest.Sources.Kafka.Schemas;

/// <summary>
/// Reads messages of Avro's binary encoding (Apache Avro 1.11 specification, "Binary Encoding") by their schema, and writes
/// them as JSON with the names of their fields; the value of a union stands for itself.
/// </summary>
internal sealed class AvroSchema(AvroType root) : IMessageSchema
{
    private const int MaxDepth = 64;

    // An array of nulls takes no octets at all.
    private const int MaxValues = 4_000_000;

    public int RegistryOctets(ReadOnlySpan<byte> octets) => octets is [0, _, _, _, _, ..] ? 5 : -1;

    public string? Write(ReadOnlySpan<byte> octets, Utf8JsonWriter into)
    {
        var reader = new AvroReader(octets);
        var left = MaxValues;
        Write(root, ref reader, into, ref left, MaxDepth);
        return left <= 0 ? $"it has more than {MaxValues} values"
            : reader.IsBad ? $"it does not fit its Avro schema: octet {reader.Position}"
            : !reader.IsAtEnd ? $"it does not fit its Avro schema: {octets.Length - reader.Position} octets are left over"
            : null;
    }

    private static void Write(AvroType type, ref AvroReader reader, Utf8JsonWriter into, ref int left, int depth)
    {
        if (--left <= 0 || depth == 0)
            reader.IsBad = true;
        if (reader.IsBad)
            return;
        switch (type.Kind)
        {
            case AvroKind.Boolean:
                into.WriteBooleanValue(reader.Take(1) is [1]);
                break;
            case AvroKind.Int or AvroKind.Long:
                into.WriteNumberValue(reader.Long());
                break;
            case AvroKind.Float:
                Number(reader.Single(), into);
                break;
            case AvroKind.Double:
                Number(reader.Double(), into);
                break;
            case AvroKind.Bytes:
                into.WriteBase64StringValue(reader.Take(reader.Long()));
                break;
            case AvroKind.Fixed:
                into.WriteBase64StringValue(reader.Take(type.Size));
                break;
            case AvroKind.String:
                into.WriteStringValue(Encoding.UTF8.GetString(reader.Take(reader.Long())));
                break;
            case AvroKind.Enum:
                var symbol = reader.Long();
                reader.IsBad |= symbol < 0 || symbol >= type.Symbols.Count;
                if (!reader.IsBad)
                    into.WriteStringValue(type.Symbols[(int)symbol]);
                break;
            case AvroKind.Union:
                var branch = reader.Long();
                reader.IsBad |= branch < 0 || branch >= type.Parts.Count;
                if (!reader.IsBad)
                    Write(type.Parts[(int)branch], ref reader, into, ref left, depth - 1);
                break;
            case AvroKind.Record:
                into.WriteStartObject();
                foreach (var (name, field) in type.Fields)
                {
                    if (reader.IsBad)
                        return;
                    into.WritePropertyName(name);
                    Write(field, ref reader, into, ref left, depth - 1);
                }
                if (!reader.IsBad)
                    into.WriteEndObject();
                break;
            case AvroKind.Array or AvroKind.Map:
                Blocks(type, ref reader, into, ref left, depth);
                break;
            default:
                into.WriteNullValue();
                break;
        }
    }

    // Blocks of values, each with their number before it, and nought after the last.
    private static void Blocks(AvroType type, ref AvroReader reader, Utf8JsonWriter into, ref int left, int depth)
    {
        var isMap = type.Kind == AvroKind.Map;
        if (isMap)
            into.WriteStartObject();
        else
            into.WriteStartArray();
        while (reader.Long() is var count and not 0 && !reader.IsBad)
        {
            // Where the number is negative, the octets of the block follow.
            if (count < 0)
                _ = reader.Long();
            for (var i = 0L; i < Math.Abs(Math.Max(count, -long.MaxValue)) && !reader.IsBad; i++)
            {
                if (isMap)
                    into.WritePropertyName(Encoding.UTF8.GetString(reader.Take(reader.Long())));
                Write(type.Parts[0], ref reader, into, ref left, depth - 1);
            }
        }
        if (reader.IsBad)
            return;
        if (isMap)
            into.WriteEndObject();
        else
            into.WriteEndArray();
    }

    private static void Number(double value, Utf8JsonWriter into)
    {
        if (double.IsFinite(value))
            into.WriteNumberValue(value);
        else
            into.WriteNullValue();
    }
}
