namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>
/// A level and a trend that dies away, smoothed exponentially (Gardner and McKenzie, "Forecasting trends in time series", 1985):
/// with e = y − (l + φ·b), l = l + φ·b + α·e and b = φ·b + β·e, and k steps ahead the forecast is l + (φ + φ² + … + φᵏ)·b.
/// </summary>
/// <remarks>α, β and φ are the three of a fixed grid whose errors one step ahead are smallest. The weakest dampings are for fine values: of a steady growth by hours a φ of 0.98 would leave two days in a week.</remarks>
internal sealed class DampedHolt : IForecastModel
{
    private static readonly double[] Levels = [0.1, 0.2, 0.4, 0.6, 0.8, 1];
    private static readonly double[] Trends = [0.01, 0.05, 0.1, 0.2, 0.4];
    private static readonly double[] Dampings = [0.8, 0.9, 0.95, 0.98, 0.995, 0.999];

    public string Name => "damped Holt";

    public int Least => 4;

    public void Forecast(ReadOnlySpan<double> history, Span<double> point)
    {
        var (best, smallest) = (default(Smoothing), double.MaxValue);
        foreach (var alpha in Levels)
        {
            foreach (var beta in Trends)
            {
                // A trend that moves faster than the level chases its own tail.
                if (beta > alpha)
                    continue;
                foreach (var phi in Dampings)
                {
                    var squares = Run(history, new(alpha, beta, phi)).Squares;
                    if (squares < smallest)
                        (best, smallest) = (new(alpha, beta, phi), squares);
                }
            }
        }
        Forecast(history, best, point);
    }

    /// <summary>With smoothing that is given.</summary>
    internal static void Forecast(ReadOnlySpan<double> history, Smoothing by, Span<double> point)
    {
        var (level, trend, _) = Run(history, by);
        for (var step = 0; step < point.Length; step++)
        {
            trend *= by.Phi;
            level += trend;
            point[step] = level;
        }
    }

    /// <summary>From the first value on, with the mean of the first differences, at most eight, as the first trend.</summary>
    private static (double Level, double Trend, double Squares) Run(ReadOnlySpan<double> history, Smoothing by)
    {
        var early = Math.Min(8, history.Length - 1);
        var (level, trend, squares) = (history[0], (history[early] - history[0]) / early, 0.0);
        foreach (var value in history[1..])
        {
            var carried = level + (by.Phi * trend);
            var error = value - carried;
            level = carried + (by.Alpha * error);
            trend = (by.Phi * trend) + (by.Beta * error);
            squares += error * error;
        }
        return (level, trend, squares);
    }

    /// <summary>How much of an error the level and the trend take up, and what is left of the trend after a step.</summary>
    internal readonly record struct Smoothing(double Alpha, double Beta, double Phi);
}
