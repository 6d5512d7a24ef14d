using System.Globalization;

namespace Dashboard.Benchmarks.Comparison;

/// <summary>What interfaces of a network count: in turn octets that only rise and a utilisation of two digits, the same in every run.</summary>
internal sealed class NetworkValues(int series)
{
    private readonly double[] _rates = [.. Enumerable.Range(0, series).Select(static i => Math.Pow(10, 2 + (i * 7919 % 1000 / 200.0)))];
    private readonly double[] _values = [.. Enumerable.Range(0, series).Select(static i => i % 2 == 0 ? i * 1_000_003L : i * 31 % 80)];
    private ulong _random = 88172645463325252;

    public static bool IsCounter(int series) => series % 2 == 0;

    /// <summary>The next value of a series, 5 s after the last.</summary>
    public double Next(int series)
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        var random = (_random >> 11) * (1.0 / (1UL << 53));
        ref var value = ref _values[series];
        return value = IsCounter(series) ? value + Math.Floor(_rates[series] * 5 * (0.9 + (0.2 * random))) : Math.Round(Math.Clamp(value + ((random - 0.5) * 2), 0.01, 100), 2);
    }

    /// <summary>Writes the next value as line protocol has it; returns the octets.</summary>
    public int Write(int series, Span<byte> into)
    {
        var value = Next(series);
        var isCounter = IsCounter(series);
        value.TryFormat(into, out var written, isCounter ? "0" : "0.##", CultureInfo.InvariantCulture);
        if (isCounter)
            into[written++] = (byte)'i';
        return written;
    }
}
