using Dashboard.Domain.Analytics.Patterns;

namespace Dashboard.Domain.Tests.Analytics.Patterns;

/// <summary>Series whose patterns are known, from a seed.</summary>
internal static class MadeSeries
{
    public const long Quarter = 15 * 60_000L;
    public const long Minute = 60_000L;
    public const long Day = 86_400_000L;

    /// <summary>Monday 2026-01-05, 00:00 UTC.</summary>
    public const long Monday = 1_767_571_200_000L;

    /// <summary>Values of a function of the place, from a time on.</summary>
    public static SteppedSeries Of(int count, Func<int, double> value, long step = Quarter, long from = Monday) =>
        new(from, step, [.. Enumerable.Range(0, count).Select(value)]);

    /// <summary>Independent normal values.</summary>
    public static double[] White(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Normal(random))];
    }

    /// <summary>An autoregression of the first order; of coefficient 1 a random walk.</summary>
    public static double[] Remembering(int seed, int count, double coefficient)
    {
        var values = White(seed, count);
        for (var i = 1; i < count; i++)
            values[i] += coefficient * values[i - 1];
        return values;
    }

    /// <summary>How many of so many seeds a finding is made in.</summary>
    public static int Count(int seeds, Func<int, bool> isFound) => Enumerable.Range(1, seeds).Count(isFound);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
