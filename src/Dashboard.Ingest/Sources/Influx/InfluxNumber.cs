using System.Globalization;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>
/// Reads field values of line protocol: floats, integers with <c>i</c>, unsigned integers with <c>u</c>, booleans
/// (https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/#data-types-and-format).
/// </summary>
/// <remarks>What <see cref="DecimalText"/> cannot scale takes the way through the framework's reader.</remarks>
internal static class InfluxNumber
{
    /// <summary>Reads a value that ends at a comma, a space or the end. Returns its octets, 0 where it is none.</summary>
    public static int Read(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var at = 0;
        var negative = !text.IsEmpty && text[0] == '-';
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
            at++;
        ulong mantissa = 0;
        var digits = 0;
        var first = at;
        at = DecimalText.Digits(text, at, ref mantissa, ref digits);
        var whole = at - first;
        var fraction = 0;
        var isFloat = at < text.Length && text[at] == '.';
        if (isFloat)
        {
            at++;
            first = at;
            at = DecimalText.Digits(text, at, ref mantissa, ref digits);
            fraction = at - first;
        }
        if (whole + fraction == 0)
            return ReadBoolean(text, out value);
        var exponent = 0;
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            isFloat = true;
            at = DecimalText.Exponent(text, at + 1, out exponent);
            if (at == 0)
                return 0;
        }
        var length = at;
        if (at < text.Length && text[at] is (byte)'i' or (byte)'u')
        {
            if (isFloat || !ReadInteger(text[..at], unsigned: text[at] == 'u', digits, negative, mantissa, out value))
                return 0;
            length++;
        }
        else
        {
            exponent -= fraction;
            if (!DecimalText.TryScale(mantissa, digits, exponent, out value))
            {
                if (!double.TryParse(text[..at], NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value))
                    return 0;
                negative = false;
            }
            value = negative ? -value : value;
        }
        return Ends(text, length) ? length : 0;
    }

    private static bool ReadInteger(ReadOnlySpan<byte> text, bool unsigned, int digits, bool negative, ulong mantissa, out double value)
    {
        if (digits <= 18)
        {
            value = negative ? -(double)mantissa : mantissa;
            return !(unsigned && negative);
        }
        if (unsigned)
        {
            var isUnsigned = ulong.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large);
            value = large;
            return isUnsigned;
        }
        var isInteger = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer);
        value = integer;
        return isInteger;
    }

    private static int ReadBoolean(ReadOnlySpan<byte> text, out double value)
    {
        var end = text.IndexOfAny((byte)',', (byte)' ');
        var word = end < 0 ? text : text[..end];
        value = 0;
        if (word.SequenceEqual("t"u8) || word.SequenceEqual("T"u8) || word.SequenceEqual("true"u8) || word.SequenceEqual("True"u8) || word.SequenceEqual("TRUE"u8))
        {
            value = 1;
            return word.Length;
        }
        return word.SequenceEqual("f"u8) || word.SequenceEqual("F"u8) || word.SequenceEqual("false"u8) || word.SequenceEqual("False"u8) || word.SequenceEqual("FALSE"u8) ? word.Length : 0;
    }

    private static bool Ends(ReadOnlySpan<byte> text, int at) => at == text.Length || text[at] is (byte)',' or (byte)' ';
}
