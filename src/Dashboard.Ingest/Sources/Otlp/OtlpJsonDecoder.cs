using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// Turns a message of OTLP in JSON into the same message in Protocol Buffers, in one pass, so that whatever is decided
/// about a record is decided once (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). Fields that are not
/// known are passed over, also those in snake_case. An id that is none is left out, so that its record alone is refused.
/// Used by one thread at a time.
/// </summary>
internal sealed class OtlpJsonDecoder
{
    private const int LengthBytes = 4;

    private readonly ArrayBufferWriter<byte> _octets = new(16 * 1024); // bound: eight times the message: a digit and a comma may become eight octets and a tag
    private readonly Stack<int> _open = new(); // bound: the reader's depth

    /// <summary>The message in Protocol Buffers, good until the next is read.</summary>
    public ReadOnlyMemory<byte> Written => _octets.WrittenMemory;

    /// <summary>Reads a message.</summary>
    /// <returns>What is wrong with it, as a sentence; null where nothing is.</returns>
    public string? Read(ReadOnlySpan<byte> json, OtlpSignal signal)
    {
        _octets.ResetWrittenCount();
        _open.Clear();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "the body is no JSON object";
            if (ReadMessage(ref reader, OtlpSchema.Of(signal)) is { } problem)
                return $"{problem} at octet {reader.TokenStartIndex}";
            return reader.Read() ? "something follows the JSON object" : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Not well-formed, or text that is no UTF-8.
            return $"the body is no well-formed JSON near octet {reader.TokenStartIndex}: {e.Message}";
        }
    }

    private string? ReadMessage(ref Utf8JsonReader reader, OtlpField[] fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Find(ref reader, fields);
            reader.Read();
            if (field is null)
                reader.Skip();
            else if (reader.TokenType != JsonTokenType.Null && ReadField(ref reader, field) is { } problem)
                return problem;
        }
        return null;
    }

    private static OtlpField? Find(ref Utf8JsonReader reader, OtlpField[] fields)
    {
        foreach (var field in fields)
        {
            if (reader.ValueTextEquals(field.Name))
                return field;
        }
        return null;
    }

    private string? ReadField(ref Utf8JsonReader reader, OtlpField field)
    {
        if (!field.IsList)
            return ReadValue(ref reader, field);
        if (reader.TokenType != JsonTokenType.StartArray)
            return $"\"{Encoding.UTF8.GetString(field.Name)}\" is no list";
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadValue(ref reader, field) is { } problem)
                return problem;
        }
        return null;
    }

    private string? ReadValue(ref Utf8JsonReader reader, OtlpField field)
    {
        if (field.Form == OtlpForm.Message)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                return Wrong(field, "object");
            Begin(field);
            var problem = ReadMessage(ref reader, field.Message!);
            End();
            return problem;
        }
        switch (field.Form)
        {
            case OtlpForm.Text or OtlpForm.Id or OtlpForm.Octets when reader.TokenType != JsonTokenType.String:
                return Wrong(field, "text");
            case OtlpForm.Text:
                Begin(field);
                _octets.Advance(reader.CopyString(_octets.GetSpan(reader.ValueSpan.Length + 1)));
                End();
                return null;
            case OtlpForm.Id:
                WriteId(ref reader, field);
                return null;
            case OtlpForm.Octets:
                if (!reader.TryGetBytesFromBase64(out var octets))
                    return Wrong(field, "text in Base64");
                Begin(field);
                _octets.Write(octets);
                End();
                return null;
            case OtlpForm.Truth:
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                    return Wrong(field, "truth value");
                Tag(field, 0);
                Varint(reader.TokenType == JsonTokenType.True ? 1UL : 0);
                return null;
            case OtlpForm.Double:
                if (!TryDouble(ref reader, out var number))
                    return Wrong(field, "number");
                Fixed(field, BitConverter.DoubleToUInt64Bits(number));
                return null;
            default:
                return TryWhole(ref reader, field, out var whole) ? Write(field, whole) : Wrong(field, "whole number");
        }
    }

    private string? Write(OtlpField field, ulong whole)
    {
        switch (field.Form)
        {
            case OtlpForm.Fixed64:
                Fixed(field, whole);
                break;
            case OtlpForm.Signed:
                Tag(field, 0);
                Varint((whole << 1) ^ (ulong)((long)whole >> 63));
                break;
            default:
                Tag(field, 0);
                Varint(whole);
                break;
        }
        return null;
    }

    private void WriteId(ref Utf8JsonReader reader, OtlpField field)
    {
        // Digits need no escapes, and are two for each octet.
        Span<byte> id = stackalloc byte[16];
        if (reader.ValueIsEscaped || reader.ValueSpan.Length > 32 || Convert.FromHexString(reader.ValueSpan, id, out _, out var length) != OperationStatus.Done)
            return;
        Begin(field);
        _octets.Write(id[..length]);
        End();
    }

    private static bool TryWhole(ref Utf8JsonReader reader, OtlpField field, out ulong number)
    {
        number = 0;
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
            return false;
        var text = reader.ValueSpan;
        if (Utf8Parser.TryParse(text, out long signed, out var read) && read == text.Length)
        {
            number = (ulong)signed;
            return true;
        }
        if (Utf8Parser.TryParse(text, out number, out read) && read == text.Length)
            return true;
        if (field.Names is not null && reader.TokenType == JsonTokenType.String && Array.IndexOf(field.Names, reader.GetString()) is var index and >= 0)
        {
            number = (ulong)index;
            return true;
        }
        // JSON has one kind of number, and some write 1.0 or 1e3.
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) || !double.IsInteger(real) || Math.Abs(real) > 1L << 53)
            return false;
        number = (ulong)(long)real;
        return true;
    }

    private static bool TryDouble(ref Utf8JsonReader reader, out double number)
    {
        number = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetDouble(out number),
            // Protocol Buffers' JSON has words for what JSON has no numbers for.
            JsonTokenType.String => double.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }

    private void Begin(OtlpField field)
    {
        Tag(field, 2);
        _open.Push(_octets.WrittenCount);
        _octets.GetSpan(LengthBytes)[..LengthBytes].Clear();
        _octets.Advance(LengthBytes);
    }

    // The length was not known when its place was written, so it takes four octets whatever it is.
    private void End()
    {
        var start = _open.Pop();
        var length = (uint)(_octets.WrittenCount - start - LengthBytes);
        var into = MemoryMarshal.AsMemory(_octets.WrittenMemory).Span[start..];
        for (var i = 0; i < LengthBytes; i++, length >>= 7)
            into[i] = (byte)((length & 0x7f) | (i < LengthBytes - 1 ? 0x80u : 0));
    }

    private void Fixed(OtlpField field, ulong value)
    {
        Tag(field, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(_octets.GetSpan(sizeof(ulong)), value);
        _octets.Advance(sizeof(ulong));
    }

    private void Tag(OtlpField field, int wireType) => Varint(((ulong)field.Number << 3) | (uint)wireType);

    private void Varint(ulong value)
    {
        var into = _octets.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            into[length++] = (byte)(value | 0x80);
        into[length++] = (byte)value;
        _octets.Advance(length);
    }

    private static string Wrong(OtlpField field, string wanted) => $"\"{Encoding.UTF8.GetString(field.Name)}\" holds no {wanted}";
}
