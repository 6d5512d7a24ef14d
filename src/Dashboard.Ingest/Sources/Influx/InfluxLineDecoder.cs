using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>
/// Line protocol, <c>measurement,tag=value field=1.5,other=2i 1767225600000000000</c>, taken apart
/// (https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/). A line is good as a whole or not at all.
/// </summary>
public static class InfluxLineDecoder
{
    /// <summary>The octets of the first line without its line feed; -1 where the text ends within it. A line feed in a quoted string ends none.</summary>
    public static int LineLength(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOfAny((byte)'\n', (byte)'"');
        return at < 0 || text[at] == '\n' ? at : QuotedLineLength(text);
    }

    /// <summary>The octets of a line's measurement and tags: up to the first space that no backslash escapes.</summary>
    public static int KeyLength(ReadOnlySpan<byte> line)
    {
        var from = 0;
        while (line[from..].IndexOf((byte)' ') is var space and >= 0)
        {
            from += space;
            if (from == 0 || line[from - 1] != '\\')
                return from;
            from++;
        }
        return line.Length;
    }

    /// <summary>Reads what follows the key.</summary>
    /// <param name="line">The line, key and all.</param>
    /// <param name="at">Where the key ends.</param>
    /// <param name="fields">Gets the fields; it grows as needed.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="time">The timestamp in the unit of the body; null without one.</param>
    /// <returns>What is wrong with the line, or null.</returns>
    public static string? ReadFields(ReadOnlySpan<byte> line, int at, ref InfluxField[] fields, out int count, out long? time)
    {
        count = 0;
        time = null;
        at = SkipSpaces(line, at);
        if (at == line.Length)
            return "missing fields";
        while (true)
        {
            var start = at;
            var length = NameLength(line[at..]);
            at += length;
            if (at >= line.Length || line[at] != '=')
                return length == 0 ? "missing field key" : "missing field value";
            if (length == 0)
                return "missing field key";
            at++;
            if (at == line.Length || line[at] is (byte)',' or (byte)' ')
                return "missing field value";
            var isText = line[at] == '"';
            var value = 0.0;
            var read = isText ? TextLength(line[at..]) : InfluxNumber.Read(line[at..], out value);
            if (read == 0)
                return isText ? "unbalanced quotes" : "invalid number";
            if (count == fields.Length)
                Array.Resize(ref fields, count * 2);
            fields[count++] = new InfluxField(start, length, isText ? read : 0, value);
            at += read;
            if (at == line.Length)
                return null;
            if (line[at] != ',')
                break;
            at++;
        }
        if (line[at] != ' ')
            return "invalid field format";
        at = SkipSpaces(line, at);
        return at == line.Length || ReadTime(line[at..], out time) ? null : "bad timestamp";
    }

    /// <summary>Reads a key: the measurement, and what a series of it carries as labels. Names become safe, values stay as they are.</summary>
    /// <returns>What is wrong with the key, or null.</returns>
    public static string? ReadKey(ReadOnlySpan<byte> key, out string measurement, out List<Label> tags)
    {
        tags = []; // bound: the line
        var end = TokenLength(key, (byte)',', (byte)',');
        measurement = Unescape(key[..end]);
        if (end == 0)
            return "missing measurement";
        while (end < key.Length)
        {
            var at = end + 1;
            var name = TokenLength(key[at..], (byte)'=', (byte)',');
            if (name == 0)
                return "missing tag key";
            if (at + name == key.Length || key[at + name] != '=')
                return "missing tag value";
            var value = TokenLength(key[(at + name + 1)..], (byte)',', (byte)'=');
            if (value == 0)
                return "missing tag value";
            end = at + name + 1 + value;
            if (end < key.Length && key[end] == '=')
                return "invalid tag format";
            tags.Add(new Label(SafeName.Label(Unescape(key.Slice(at, name))), Unescape(key.Slice(end - value, value))));
        }
        return null;
    }

    /// <summary>The text without the backslashes that escape a comma, an equals sign or a space.</summary>
    public static string Unescape(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(text);
        var plain = new byte[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is (byte)',' or (byte)'=' or (byte)' ')
                i++;
            plain[count++] = text[i];
        }
        return Encoding.UTF8.GetString(plain, 0, count);
    }

    private static int QuotedLineLength(ReadOnlySpan<byte> text)
    {
        var (quoted, inFields, equals, commas) = (false, false, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'\\':
                    // A line feed is never escaped: a stray backslash must not join two lines.
                    if (i + 1 < text.Length && text[i + 1] != '\n')
                        i++;
                    break;
                case (byte)' ':
                    inFields = true;
                    break;
                case (byte)'=' when inFields && !quoted:
                    equals++;
                    break;
                case (byte)',' when inFields && !quoted:
                    commas++;
                    break;
                case (byte)'"' when inFields && equals > commas:
                    quoted = !quoted;
                    break;
                case (byte)'\n' when !quoted:
                    return i;
            }
        }
        return -1;
    }

    private static int NameLength(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is (byte)'=' or (byte)',' or (byte)' ' && (i == 0 || text[i - 1] != '\\'))
                return i;
        }
        return text.Length;
    }

    private static int TokenLength(ReadOnlySpan<byte> text, byte end, byte otherEnd)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if ((text[i] == end || text[i] == otherEnd) && (i == 0 || text[i - 1] != '\\'))
                return i;
        }
        return text.Length;
    }

    /// <summary>The octets of a quoted string with its quotes, 0 where it does not end.</summary>
    private static int TextLength(ReadOnlySpan<byte> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i + 1;
        }
        return 0;
    }

    private static int SkipSpaces(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && line[at] == ' ')
            at++;
        return at;
    }

    private static bool ReadTime(ReadOnlySpan<byte> text, out long? time)
    {
        while (text[^1] == ' ')
            text = text[..^1];
        var isTime = TryReadTime(text, out var read);
        time = isTime ? read : null;
        return isTime;
    }

    /// <summary>Reads a timestamp: digits after a sign or none.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        var at = text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        if (at == text.Length)
            return false;
        var negative = text[0] == '-';
        // Counted down, since the least number has no positive counterpart.
        long read = 0;
        for (; at < text.Length; at++)
        {
            var digit = text[at] - '0';
            if (digit is < 0 or > 9 || read < (long.MinValue + digit) / 10)
                return false;
            read = (read * 10) - digit;
        }
        if (!negative && read == long.MinValue)
            return false;
        time = negative ? read : -read;
        return true;
    }
}
