using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>
/// Reads field values of line protocol: floats, integers with <c>i</c>, unsigned integers with <c>u</c>, booleans
/// (https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/#data-types-and-format).
/// </summary>
/// <remarks>
/// Up to 15 digits and an exponent within 22 a number is one exact integer times or divided by one exact power of ten, so
/// that its rounding is right (Clinger 1990); anything else takes the way through the framework's reader. Digits are read
/// up to eight at a time.
/// </remarks>
internal static class InfluxNumber
{
    private const int ExactDigits = 15;

    // An array: a span over constants is made anew, on the heap, at every use in a build without optimisation.
    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    private static readonly ulong[] IntegerPowers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

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
        at = Digits(text, at, ref mantissa, ref digits);
        var whole = at - first;
        var fraction = 0;
        var isFloat = at < text.Length && text[at] == '.';
        if (isFloat)
        {
            at++;
            first = at;
            at = Digits(text, at, ref mantissa, ref digits);
            fraction = at - first;
        }
        if (whole + fraction == 0)
            return ReadBoolean(text, out value);
        var exponent = 0;
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            isFloat = true;
            at = Exponent(text, at + 1, out exponent);
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
            if (digits <= ExactDigits && exponent is >= -22 and <= 22)
                value = exponent < 0 ? mantissa / PowersOfTen[-exponent] : mantissa * PowersOfTen[exponent];
            else if (!double.TryParse(text[..at], NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value))
                return 0;
            else
                negative = false;
            value = negative ? -value : value;
        }
        return Ends(text, length) ? length : 0;
    }

    private static int Digits(ReadOnlySpan<byte> text, int at, ref ulong mantissa, ref int digits)
    {
        while (text.Length - at >= sizeof(ulong))
        {
            var word = MemoryMarshal.Read<ulong>(text[at..]) ^ 0x3030303030303030;
            // The first octet above nine; what it carries over spoils only those after it.
            var other = ((word + 0x7676767676767676) | word) & 0x8080808080808080;
            var count = other == 0 ? sizeof(ulong) : BitOperations.TrailingZeroCount(other) >> 3;
            if (count == 0)
                return at;
            word <<= (sizeof(ulong) - count) * 8;
            if (digits > 0)
                digits += count;
            else if (word != 0)
                digits = sizeof(ulong) - (BitOperations.TrailingZeroCount(word) >> 3);
            mantissa = unchecked((mantissa * IntegerPowers[count]) + EightDigits(word));
            at += count;
            if (count < sizeof(ulong))
                return at;
        }
        for (; at < text.Length; at++)
        {
            var digit = (uint)text[at] - '0';
            if (digit > 9)
                break;
            // Beyond 19 digits it wraps and is not looked at any more.
            mantissa = unchecked((mantissa * 10) + digit);
            if (mantissa != 0 || digits > 0)
                digits++;
        }
        return at;
    }

    /// <summary>The number that eight digits stand for, the first in the lowest octet: pairs, then fours, then all.</summary>
    private static ulong EightDigits(ulong digits)
    {
        unchecked
        {
            digits = (digits * 10) + (digits >> 8);
            return (((digits & 0x000000ff000000ff) * 0x000f424000000064) + (((digits >> 16) & 0x000000ff000000ff) * 0x0000271000000001)) >> 32;
        }
    }

    private static int Exponent(ReadOnlySpan<byte> text, int at, out int exponent)
    {
        exponent = 0;
        var negative = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is (byte)'-' or (byte)'+')
            at++;
        var first = at;
        for (; at < text.Length && (uint)text[at] - '0' <= 9; at++)
            exponent = Math.Min((exponent * 10) + text[at] - '0', 100_000);
        exponent = negative ? -exponent : exponent;
        return at == first ? 0 : at;
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
