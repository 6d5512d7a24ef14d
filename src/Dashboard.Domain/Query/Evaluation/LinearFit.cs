namespace Dashboard.Domain.Query.Evaluation;

/// <summary>A straight line through samples by least squares, slope per second.</summary>
internal readonly record struct LinearFit(double Slope, double Intercept)
{
    /// <param name="timestamps">When the samples were taken, in milliseconds.</param>
    /// <param name="values">Their values, two at least.</param>
    /// <param name="origin">The time in milliseconds at which the intercept is taken.</param>
    public static LinearFit Of(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, long origin)
    {
        var isConstant = true;
        Compensated x = default, y = default, xy = default, xx = default;
        for (var i = 0; i < values.Length; i++)
        {
            isConstant &= values[i] == values[0];
            var seconds = (timestamps[i] - origin) / 1000.0;
            x.Add(seconds);
            y.Add(values[i]);
            xy.Add(seconds * values[i]);
            xx.Add(seconds * seconds);
        }
        if (isConstant)
            return double.IsInfinity(values[0]) ? new(double.NaN, double.NaN) : new(0, values[0]);
        double n = values.Length;
        var (sumX, sumY) = (x.Sum + x.Lost, y.Sum + y.Lost);
        var covariance = xy.Sum + xy.Lost - (sumX * sumY / n);
        var variance = xx.Sum + xx.Lost - (sumX * sumX / n);
        var slope = covariance / variance;
        return new(slope, (sumY / n) - (slope * sumX / n));
    }
}

/// <summary><c>deriv</c>: the slope of a straight line through a window's samples.</summary>
internal sealed class DerivativeFunction : PerWindowFunction
{
    protected override double Apply(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, int step) =>
        values.Length < 2 ? Absent.Value : LinearFit.Of(timestamps, values, timestamps[0]).Slope;
}

/// <summary><c>predict_linear</c>: where that line will be so many seconds after each step.</summary>
internal sealed class PredictionFunction(StepGrid grid, double[] seconds) : PerWindowFunction
{
    protected override double Apply(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, int step)
    {
        if (values.Length < 2)
            return Absent.Value;
        var fit = LinearFit.Of(timestamps, values, grid.At(step));
        return (fit.Slope * seconds[step]) + fit.Intercept;
    }
}
