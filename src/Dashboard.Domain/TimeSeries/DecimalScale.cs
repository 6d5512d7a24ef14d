using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// Doubles as integers over a power of ten: 20.37 is 2037 over 10^2. A value counts as decimal only where the division
/// gives back the very same bits, so nothing is lost; division by an exact power of ten is correctly rounded
/// (IEEE 754-2019 section 5.4.1), which is why every decimal of up to 15 digits passes.
/// </summary>
/// <remarks>
/// Rounding, conversion and its inverse are one addition each, by way of a number whose last mantissa bit counts ones;
/// that holds for magnitudes up to 2^51 and needs no AVX-512, where converting by instruction does.
/// </remarks>
internal static class DecimalScale
{
    /// <summary>The largest exponent tried: divisors up to 10^18 are exact doubles.</summary>
    public const int MaxExponent = 18;

    /// <summary>Values in a frame that may be no decimals (markers, infinities, minus zero) before it is stored as bits.</summary>
    public const int MaxExceptions = 8;

    /// <summary>1.5 · 2^52: added to a double of magnitude below 2^51 it leaves the rounded integer in the low bits.</summary>
    public const double Magic = 6755399441055744.0;

    private const double Limit = 1L << 51;

    private static readonly double[] Powers =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    public static double Divisor(int exponent) => Powers[exponent];

    /// <summary>
    /// Turns values into integers over the smallest power of ten that serves them all. Both spans must reach to the end
    /// of the last row; what lies past <paramref name="count"/> must repeat a value before it. Where values are no
    /// decimals, <paramref name="exceptions"/> says where they stand, and the integers there repeat their neighbour.
    /// </summary>
    /// <returns>The exponent, or -1 where the values are better stored as bits.</returns>
    public static int TryScale(ReadOnlySpan<double> values, int count, Span<long> integers, Span<byte> exceptions, out int exceptionCount)
    {
        var padded = BitPacking.Padded(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(padded, values.Length, nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(padded, integers.Length, nameof(integers));
        exceptionCount = 0;
        var exponent = Probe(values[..count]);
        if (exponent < 0)
            return -1;
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(integers);
        var magic = Vector256.Create(Magic);
        var power = Vector256.Create(Powers[exponent]);
        for (nuint i = 0; i < (nuint)padded; i += BitPacking.Lanes)
        {
            var value = Vector256.LoadUnsafe(ref source, i);
            var scaled = value * power;
            var shifted = scaled + magic;
            (shifted.AsInt64() - magic.AsInt64()).StoreUnsafe(ref target, i);
            var back = (shifted - magic) / power;
            var good = Vector256.Equals(back.AsInt64(), value.AsInt64()) & Vector256.LessThan(Vector256.Abs(scaled), Vector256.Create(Limit)).AsInt64();
            if (good == Vector256<long>.AllBitsSet)
                continue;
            var bad = ~good.ExtractMostSignificantBits() & 0xf;
            for (; bad != 0; bad &= bad - 1)
            {
                var at = (int)i + BitOperations.TrailingZeroCount(bad);
                if (at >= count)
                    continue;
                var finer = Digits(values[at], exponent + 1);
                if (finer >= 0)
                {
                    // A finer scale serves this value: begin again with it.
                    exponent = finer;
                    power = Vector256.Create(Powers[exponent]);
                    exceptionCount = 0;
                    i = unchecked((nuint)0 - BitPacking.Lanes);
                    break;
                }
                if (exceptionCount == MaxExceptions)
                    return -1;
                exceptions[exceptionCount++] = (byte)at;
            }
        }
        if (exceptionCount > 0)
            Fill(integers[..padded], count, exceptions[..exceptionCount]);
        return exponent;
    }

    /// <summary>A first guess at the exponent from three values; -1 where none of them is a decimal.</summary>
    private static int Probe(ReadOnlySpan<double> values)
    {
        var first = Digits(values[0], 0);
        var second = Digits(values[values.Length / 3], Math.Max(first, 0));
        var third = Digits(values[values.Length * 2 / 3], Math.Max(second, 0));
        var largest = Math.Max(first, Math.Max(second, third));
        // Few values, all of them exceptions: a frame that holds only a stale marker or two.
        return largest < 0 && values.Length <= MaxExceptions / 2 ? 0 : largest;
    }

    /// <summary>The smallest exponent from <paramref name="from"/> on that serves a value; -1 where none does.</summary>
    private static int Digits(double value, int from)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        for (var exponent = from; exponent <= MaxExponent; exponent++)
        {
            var scaled = value * Powers[exponent];
            // Also the way out for NaN and infinities.
            if (!(Math.Abs(scaled) < Limit))
                return -1;
            if (BitConverter.DoubleToInt64Bits((scaled + Magic - Magic) / Powers[exponent]) == bits)
                return exponent;
        }
        return -1;
    }

    /// <summary>Puts a good neighbour's integer where a value is no decimal, so that it widens nothing.</summary>
    private static void Fill(Span<long> integers, int count, ReadOnlySpan<byte> exceptions)
    {
        var good = 0;
        while (good < exceptions.Length && exceptions[good] == good)
            good++;
        var before = good < count ? integers[good] : 0;
        foreach (var at in exceptions)
        {
            if (at > good)
                before = integers[at - 1];
            integers[at] = before;
        }
        integers[count..].Fill(integers[count - 1]);
    }
}
