using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// Writes values (opentelemetry.proto.common.v1.AnyValue) as text: strings as they are, octets in Base64, lists and maps as
/// JSON. Used by one thread at a time; a text is good until the next is asked for.
/// </summary>
internal sealed class OtlpValues
{
    /// <summary>How deep lists and maps may be within each other; what is deeper is written as null.</summary>
    public const int MaxDepth = 16;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _scratch = new(64); // bound: one value as JSON, at most six times the message

    /// <summary>Reads an attribute (KeyValue); false where it is not well-formed.</summary>
    public bool TryPair(ReadOnlySpan<byte> octets, Range pair, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var good = TrySplit(octets, pair, out var key, out var held);
        name = octets[key];
        return good && TryText(octets, held, out value);
    }

    /// <summary>Writes a value; an empty text stands for none. False where it is not well-formed.</summary>
    public bool TryText(ReadOnlySpan<byte> octets, Range value, out ReadOnlySpan<byte> text)
    {
        text = default;
        var reader = new ProtobufReader(octets, value);
        while (reader.Next())
        {
            _scratch.ResetWrittenCount();
            switch (reader.Field)
            {
                case 1:
                    text = octets[reader.Chunk()];
                    continue;
                case 2:
                    text = reader.Number() != 0 ? "true"u8 : "false"u8;
                    continue;
                case 3:
                    var whole = (long)reader.Number();
                    Utf8Formatter.TryFormat(whole, _scratch.GetSpan(32), out var length);
                    _scratch.Advance(length);
                    break;
                case 4:
                    var number = reader.Double();
                    number.TryFormat(_scratch.GetSpan(32), out length, default, CultureInfo.InvariantCulture);
                    _scratch.Advance(length);
                    break;
                case 5 or 6:
                    using (var json = new Utf8JsonWriter(_scratch, Writing))
                    {
                        var isMap = reader.Field == 6;
                        if (!WriteMany(json, octets, reader.Chunk(), isMap, 1) || reader.IsBad)
                            return false;
                    }
                    break;
                case 7:
                    var raw = octets[reader.Chunk()];
                    Base64.EncodeToUtf8(raw, _scratch.GetSpan(Base64.GetMaxEncodedToUtf8Length(raw.Length)), out _, out length);
                    _scratch.Advance(length);
                    break;
                default:
                    continue;
            }
            text = _scratch.WrittenSpan;
        }
        return !reader.IsBad;
    }

    /// <summary>Where name and value of an attribute stand.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> octets, Range pair, out Range name, out Range value)
    {
        (name, value) = (default, default);
        var reader = new ProtobufReader(octets, pair);
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = reader.Chunk();
            else if (reader.Field == 2)
                value = reader.Chunk();
        }
        return !reader.IsBad;
    }

    private static bool WriteMany(Utf8JsonWriter json, ReadOnlySpan<byte> octets, Range many, bool isMap, int depth)
    {
        if (depth > MaxDepth)
        {
            json.WriteNullValue();
            return true;
        }
        if (isMap)
            json.WriteStartObject();
        else
            json.WriteStartArray();
        var reader = new ProtobufReader(octets, many);
        while (reader.Next())
        {
            if (reader.Field != 1)
                continue;
            var value = reader.Chunk();
            if (isMap)
            {
                if (!TrySplit(octets, value, out var name, out value))
                    return false;
                WriteName(json, octets[name]);
            }
            if (reader.IsBad || !Write(json, octets, value, depth))
                return false;
        }
        if (isMap)
            json.WriteEndObject();
        else
            json.WriteEndArray();
        return !reader.IsBad;
    }

    private static bool Write(Utf8JsonWriter json, ReadOnlySpan<byte> octets, Range value, int depth)
    {
        var reader = new ProtobufReader(octets, value);
        // Of several the first counts: a second one would leave two values where JSON has one.
        if (!reader.Next())
        {
            json.WriteNullValue();
            return !reader.IsBad;
        }
        switch (reader.Field)
        {
            case 1:
                WriteText(json, octets[reader.Chunk()]);
                break;
            case 2:
                json.WriteBooleanValue(reader.Number() != 0);
                break;
            case 3:
                json.WriteNumberValue((long)reader.Number());
                break;
            case 4:
                var number = reader.Double();
                if (double.IsFinite(number))
                    json.WriteNumberValue(number);
                else
                    json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case 5 or 6:
                var isMap = reader.Field == 6;
                var many = reader.Chunk();
                return !reader.IsBad && WriteMany(json, octets, many, isMap, depth + 1);
            case 7:
                json.WriteBase64StringValue(octets[reader.Chunk()]);
                break;
            default:
                json.WriteNullValue();
                break;
        }
        return !reader.IsBad;
    }

    // The writer throws on what is not UTF-8.
    private static void WriteName(Utf8JsonWriter json, ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
            json.WritePropertyName(utf8);
        else
            json.WritePropertyName(Encoding.UTF8.GetString(utf8));
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
            json.WriteStringValue(utf8);
        else
            json.WriteStringValue(Encoding.UTF8.GetString(utf8));
    }
}
