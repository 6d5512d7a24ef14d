using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.TimeSeries;

/// <summary>Values and timestamps as networks produce them, and as only bad luck does.</summary>
internal static class Samples
{
    public const long Start = 1_767_225_600_000;

    public static readonly double[] Nasty =
    [
        0, -0.0, 1, -1, 0.1, 0.2, 0.1 + 0.2, 1.0 / 3, Math.PI, -Math.E, 1e-300, 1e300, double.Epsilon, -double.Epsilon,
        double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN, StaleMarker.Value,
        BitConverter.Int64BitsToDouble(0x7ff8000000001234), BitConverter.Int64BitsToDouble(unchecked((long)0xfff0000000000001)),
        1L << 51, (1L << 51) - 1, -(1L << 51), 1L << 52, 1L << 53, (1L << 53) + 2, long.MaxValue, ulong.MaxValue,
        123456789.123456, 0.000001, 1e15, 1e16, 9007199254740993, 99.99, 2251799813685247.5,
    ];

    public static long[] Regular(int count, long start = Start, long interval = 5000) =>
        [.. Enumerable.Range(0, count).Select(i => start + (i * interval))];

    public static long[] Jittered(int count, Random random, long start = Start) =>
        [.. Enumerable.Range(0, count).Select(i => start + (i * 5000L) + random.Next(20))];

    public static long[] Irregular(int count, Random random, long start = Start)
    {
        var timestamps = new long[count];
        for (var i = 0; i < count; i++)
            timestamps[i] = start += random.Next(4) == 0 ? random.NextInt64(1, 1L << random.Next(1, 31)) : 1 + random.Next(10_000);
        return timestamps;
    }

    /// <summary>A utilisation in percent with two digits that wanders.</summary>
    public static double[] Gauge(int count, Random random)
    {
        var values = new double[count];
        var level = 50.0;
        for (var i = 0; i < count; i++)
        {
            level = Math.Clamp(level + ((random.NextDouble() - 0.5) * 2), 0, 100);
            values[i] = Math.Round(level, 2);
        }
        return values;
    }

    /// <summary>Octets of an interface.</summary>
    public static double[] Counter(int count, Random random)
    {
        var values = new double[count];
        var total = 1e9;
        for (var i = 0; i < count; i++)
            values[i] = total += random.Next(600_000, 640_000);
        return values;
    }

    public static double[] AnyBits(int count, Random random) =>
        [.. Enumerable.Range(0, count).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)))];

    public static double[] Fractions(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];

    public static double[] AnyNasty(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => Nasty[random.Next(Nasty.Length)])];

    public static IEnumerable<double[]> OfEveryKind(int count, Random random) =>
    [
        Gauge(count, random),
        Counter(count, random),
        AnyBits(count, random),
        Fractions(count, random),
        AnyNasty(count, random),
        [.. Gauge(count, random).Select((v, i) => i % 40 == 7 ? Nasty[random.Next(Nasty.Length)] : v)],
        [.. Enumerable.Repeat(42.5, count)],
        [.. Enumerable.Repeat(StaleMarker.Value, count)],
        [.. Enumerable.Repeat(-0.0, count)],
        [.. Fractions(count, random).Select(static v => (double)(float)v)],
        [.. Counter(count, random).Select(static v => v * 1e9)],
        [.. Gauge(count, random).Select(v => random.Next(20) == 0 ? 0.0 : v / 1e4)],
    ];

    public static long[] Bits(ReadOnlySpan<double> values) => System.Runtime.InteropServices.MemoryMarshal.Cast<double, long>(values).ToArray();
}
