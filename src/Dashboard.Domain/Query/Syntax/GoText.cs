using System.Globalization;
using System.Text;

namespace Dashboard.Domain.Query.Syntax;

/// <summary>
/// Text forms of the Go language where PromQL inherits them: quoting of strings, the shortest decimal that reads back
/// as the same number (The Go Programming Language Specification, "String literals").
/// </summary>
public static class GoText
{
    /// <summary>The text in double quotes, with escapes where they are needed.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\x7f' => quoted.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>The character in single quotes; the replacement character stands for the end of the text.</summary>
    public static string QuoteRune(string text, int position)
    {
        if (position >= text.Length || !Rune.TryGetRuneAt(text, position, out var rune))
            return "'\ufffd'";
        return rune.Value switch
        {
            '\'' => "'\\''",
            '"' => "'\"'",
            _ => $"'{Quote(rune.ToString())[1..^1]}'",
        };
    }

    /// <summary>
    /// The bytes that a quoted text stands for, as text. Raw between back-quotes; otherwise with the escapes
    /// <c>\a \b \f \n \r \t \v \\ \' \" \377 \xff \uffff \U0010ffff</c>.
    /// </summary>
    public static string Unquote(string quoted)
    {
        var inner = quoted.AsSpan(1, quoted.Length - 2);
        if (quoted[0] == '`' || !inner.Contains('\\'))
            return inner.ToString();
        var bytes = new List<byte>(inner.Length); // bound: the text
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < inner.Length;)
        {
            if (inner[i] != '\\')
            {
                Rune.DecodeFromUtf16(inner[i..], out var plain, out var used);
                bytes.AddRange(utf8[..plain.EncodeToUtf8(utf8)]);
                i += used;
                continue;
            }
            var kind = inner[i + 1];
            i += 2;
            switch (kind)
            {
                case 'x':
                    bytes.Add((byte)int.Parse(inner.Slice(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
                case 'u' or 'U':
                    var digits = kind == 'u' ? 4 : 8;
                    var rune = new Rune(int.Parse(inner.Slice(i, digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                    i += digits;
                    break;
                case >= '0' and <= '7':
                    bytes.Add((byte)(((kind - '0') * 64) + ((inner[i] - '0') * 8) + (inner[i + 1] - '0')));
                    i += 2;
                    break;
                default:
                    bytes.Add(kind switch { 'a' => 7, 'b' => 8, 'f' => 12, 'n' => 10, 'r' => 13, 't' => 9, 'v' => 11, _ => (byte)kind });
                    break;
            }
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>A number as PromQL prints it in expressions and messages: exponents from 1e21 on and below 1e-4.</summary>
    public static string Number(double value) =>
        value != 0 && Math.Abs(value) is < 1e-4 or >= 1e21 ? Exponent(value) : Plain(value);

    /// <summary>A number with one digit before the point and an exponent, as alerts carry their value.</summary>
    public static string Exponent(double value)
    {
        if (!double.IsFinite(value))
            return Plain(value);
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var precision = 0; precision < 17; precision++)
        {
            text = value.ToString("E" + precision, CultureInfo.InvariantCulture);
            if (double.Parse(text, CultureInfo.InvariantCulture) == value)
                break;
        }
        var mantissa = text[..text.IndexOf('E')];
        var exponent = int.Parse(text.AsSpan(text.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    /// <summary>A number without an exponent, however long: what <c>count_values</c> writes into its label.</summary>
    public static string Plain(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E');
        if (e < 0)
            return text;
        var exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var sign = text[0] == '-' ? "-" : "";
        var digits = text[sign.Length..e].Replace(".", "", StringComparison.Ordinal);
        return exponent < 0
            ? $"{sign}0.{new string('0', -exponent - 1)}{digits}"
            : sign + digits + new string('0', exponent + 1 - digits.Length);
    }
}
