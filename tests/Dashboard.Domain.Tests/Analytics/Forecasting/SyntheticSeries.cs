namespace Dashboard.Domain.Tests.Analytics.Forecasting;

/// <summary>Hourly series of which is known how they were made.</summary>
internal static class SyntheticSeries
{
    /// <summary>Days and weeks around 100, and noise that follows itself by half.</summary>
    public static double[] Traffic(int count, int seed, double noise = 4)
    {
        var (random, values, carried) = (new Random(seed), new double[count], 0.0);
        for (var at = 0; at < count; at++)
        {
            carried = (0.5 * carried) + (noise * Normal(random));
            values[at] = 100 + (30 * Math.Sin(2 * Math.PI * at / 24)) + (at / 24 % 7 >= 5 ? -15 : 0) + carried;
        }
        return values;
    }

    /// <summary>By Box and Muller.</summary>
    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
