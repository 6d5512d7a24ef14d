using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>Labels as octets: of each its name and its value, UTF-8, each after its length as a variable-length integer.</summary>
internal static class LabelCodec
{
    public static void Write(Labels labels, ArrayBufferWriter<byte> into)
    {
        into.ResetWrittenCount();
        foreach (var label in labels.AsSpan())
        {
            Write(label.Name, into);
            Write(label.Value, into);
        }
    }

    /// <exception cref="FormatException">The octets are no labels.</exception>
    public static Labels Read(ReadOnlySpan<byte> octets)
    {
        var labels = new List<Label>(8);
        while (!octets.IsEmpty)
            labels.Add(new Label(Next(ref octets), Next(ref octets)));
        return Labels.From(CollectionsMarshal.AsSpan(labels));
    }

    private static void Write(string text, ArrayBufferWriter<byte> into)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var span = into.GetSpan(length + 5);
        var at = 0;
        var rest = (uint)length;
        for (; rest >= 0x80; rest >>= 7)
            span[at++] = (byte)(rest | 0x80);
        span[at++] = (byte)rest;
        at += Encoding.UTF8.GetBytes(text, span[at..]);
        into.Advance(at);
    }

    private static string Next(ref ReadOnlySpan<byte> octets)
    {
        var length = 0;
        var at = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (at == octets.Length || shift > 28)
                throw new FormatException("Labels end within a length.");
            var octet = octets[at++];
            length |= (octet & 0x7f) << shift;
            if (octet < 0x80)
                break;
        }
        if (length < 0 || length > octets.Length - at)
            throw new FormatException("Labels end within a text.");
        var text = Encoding.UTF8.GetString(octets.Slice(at, length));
        octets = octets[(at + length)..];
        return text;
    }
}
