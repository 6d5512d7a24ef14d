namespace Dashboard.Benchmarks.TimeSeries;

/// <summary>Series as networks produce them, the same in every run.</summary>
internal static class SampleKinds
{
    public const long Start = 1_767_225_600_000;

    public static long[] Regular(int count) => [.. Enumerable.Range(0, count).Select(static i => Start + (i * 5000L))];

    public static long[] Jittered(int count)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, count).Select(i => Start + (i * 5000L) + random.Next(10))];
    }

    /// <summary>A utilisation in percent with two digits.</summary>
    public static double[] Gauge(int count)
    {
        var random = new Random(1);
        var level = 50.0;
        return [.. Enumerable.Range(0, count).Select(_ => Math.Round(level = Math.Clamp(level + ((random.NextDouble() - 0.5) * 2), 0, 100), 2))];
    }

    /// <summary>Octets of an interface at some 1 Mbit/s.</summary>
    public static double[] Counter(int count)
    {
        var random = new Random(2);
        var total = 1e9;
        return [.. Enumerable.Range(0, count).Select(_ => total += random.Next(600_000, 640_000))];
    }

    /// <summary>Numbers of 53 random bits, which no encoding makes much smaller.</summary>
    public static double[] Noise(int count)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
    }
}
