using System.Numerics;
using System.Runtime.InteropServices;

namespace Dashboard.Ingest.Wire;

/// <summary>Reads decimal numbers from octets.</summary>
/// <remarks>
/// Up to 15 digits and an exponent within 22 a number is one exact integer times or divided by one exact power of ten, so
/// that its rounding is right (Clinger 1990). Digits are read up to eight at a time.
/// </remarks>
internal static class DecimalText
{
    private const int ExactDigits = 15;

    // An array: a span over constants is made anew, on the heap, at every use in a build without optimisation.
    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    private static readonly ulong[] IntegerPowers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>The number that digits and an exponent make, rightly rounded; false where that takes more than one step.</summary>
    public static bool TryScale(ulong mantissa, int digits, int exponent, out double value)
    {
        var isExact = digits <= ExactDigits && exponent is >= -22 and <= 22;
        value = !isExact ? 0 : exponent < 0 ? mantissa / PowersOfTen[-exponent] : mantissa * PowersOfTen[exponent];
        return isExact;
    }

    /// <summary>Reads digits on from those read so far. Returns where they end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where in it to begin.</param>
    /// <param name="mantissa">The number that all digits make; beyond 19 digits it is none.</param>
    /// <param name="digits">How many digits it has, without zeros before the first other one.</param>
    public static int Digits(ReadOnlySpan<byte> text, int at, ref ulong mantissa, ref int digits)
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

    /// <summary>Reads an exponent, after its letter. Returns where it ends, 0 where there is none.</summary>
    public static int Exponent(ReadOnlySpan<byte> text, int at, out int exponent)
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
}
