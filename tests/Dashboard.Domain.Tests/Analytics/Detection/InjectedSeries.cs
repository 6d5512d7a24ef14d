namespace Dashboard.Domain.Tests.Analytics.Detection;

/// <summary>A series as a network has them: a daily season of 20 about a level of 100, and noise of 2, every five minutes, into which what is wrong is put.</summary>
internal static class InjectedSeries
{
    public const int Day = 288;
    public const long StepMs = 300_000;

    public static long TimeOf(int row) => 1_767_225_600_000 + (row * StepMs);

    public static double[] Ordinary(int seed, int rows)
    {
        var random = new Random(seed);
        var values = new double[rows];
        for (var row = 0; row < rows; row++)
            values[row] = 100 + (20 * Math.Sin(2 * Math.PI * row / Day)) + (2 * Normal(random));
        return values;
    }

    /// <summary>With something added from a row on, told the rows since.</summary>
    public static double[] With(int seed, int rows, int from, Func<int, double> added)
    {
        var values = Ordinary(seed, rows);
        for (var row = from; row < rows; row++)
            values[row] += added(row - from);
        return values;
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
