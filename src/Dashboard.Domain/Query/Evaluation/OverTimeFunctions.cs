namespace Dashboard.Domain.Query.Evaluation;

/// <summary>A function of a window's values alone.</summary>
internal sealed class ValuesFunction(ValuesFunction.Calculation calculation, bool keepsName = false) : PerWindowFunction
{
    public delegate double Calculation(ReadOnlySpan<double> values);

    public override bool KeepsName { get; } = keepsName;

    protected override double Apply(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, int step) => calculation(values);
}

/// <summary>The time in seconds of one of a window's samples.</summary>
internal sealed class SampleTimeFunction(Func<double, double, bool>? replaces) : PerWindowFunction
{
    /// <summary>The last sample of the window.</summary>
    public static SampleTimeFunction Last => new(static (_, _) => true);

    /// <summary>The first sample of the window.</summary>
    public static SampleTimeFunction First => new(null);

    /// <summary>The last of those samples that hold the extreme.</summary>
    public static SampleTimeFunction Extreme(bool largest) => largest
        ? new(static (known, value) => value >= known || double.IsNaN(known))
        : new(static (known, value) => value <= known || double.IsNaN(known));

    protected override double Apply(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, int step)
    {
        var chosen = 0;
        for (var i = 1; replaces is not null && i < values.Length; i++)
        {
            if (replaces(values[chosen], values[i]))
                chosen = i;
        }
        return timestamps[chosen] / 1000.0;
    }
}

/// <summary><c>quantile_over_time</c>: the quantile of a window's values.</summary>
internal sealed class QuantileFunction(double[] quantiles) : PerWindowFunction
{
    private double[] _sorted = []; // bound: samples of one window

    protected override double Apply(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, int step)
    {
        if (_sorted.Length < values.Length)
            _sorted = new double[values.Length * 2];
        values.CopyTo(_sorted);
        return Quantiles.Of(quantiles[step], _sorted.AsSpan(0, values.Length));
    }
}

/// <summary>
/// <c>double_exponential_smoothing</c>: a level and a trend, each smoothed exponentially
/// (Prometheus, "Query functions", section of that name; Holt's method).
/// </summary>
internal sealed class SmoothingFunction(double[] levelFactors, double[] trendFactors) : PerWindowFunction
{
    protected override double Apply(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, int step)
    {
        var (levelFactor, trendFactor) = (levelFactors[step], trendFactors[step]);
        if (!(levelFactor is > 0 and < 1))
            throw new QueryException($"invalid smoothing factor. Expected: 0 < sf < 1, got: {levelFactor:F6}");
        if (!(trendFactor is > 0 and < 1))
            throw new QueryException($"invalid trend factor. Expected: 0 < tf < 1, got: {trendFactor:F6}");
        if (values.Length < 2)
            return Absent.Value;
        var (before, level) = (0.0, values[0]);
        var trend = values[1] - values[0];
        for (var i = 1; i < values.Length; i++)
        {
            if (i > 1)
                trend = (trendFactor * (level - before)) + ((1 - trendFactor) * trend);
            before = level;
            level = (levelFactor * values[i]) + ((1 - levelFactor) * (level + trend));
        }
        return level;
    }
}

/// <summary>The calculations behind the <c>*_over_time</c> functions, <c>changes</c> and <c>resets</c>.</summary>
internal static class OverTime
{
    public static double Sum(ReadOnlySpan<double> values)
    {
        var sum = default(Compensated);
        foreach (var value in values)
            sum.Add(value);
        return sum.Total;
    }

    public static double Average(ReadOnlySpan<double> values)
    {
        var sum = default(Compensated);
        foreach (var value in values)
            sum.Add(value);
        if (double.IsFinite(sum.Sum))
            return (sum.Sum / values.Length) + (sum.Lost / values.Length);
        var mean = default(CompensatedMean);
        foreach (var value in values)
            mean.Add(value);
        return mean.Value;
    }

    /// <summary>The population variance in one pass (Welford's method), compensated.</summary>
    public static double Variance(ReadOnlySpan<double> values)
    {
        Compensated mean = default, squares = default;
        var count = 0.0;
        foreach (var value in values)
        {
            count++;
            var before = value - (mean.Sum + mean.Lost);
            mean.Add(before / count);
            squares.Add(before * (value - (mean.Sum + mean.Lost)));
        }
        return (squares.Sum + squares.Lost) / count;
    }

    public static double Changes(ReadOnlySpan<double> values)
    {
        var changes = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] != values[i - 1] && !(double.IsNaN(values[i]) && double.IsNaN(values[i - 1])))
                changes++;
        }
        return changes;
    }

    public static double Resets(ReadOnlySpan<double> values)
    {
        var resets = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] < values[i - 1])
                resets++;
        }
        return resets;
    }

    /// <summary>The median of the distances from the median.</summary>
    public static double MedianDeviation(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        var median = Quantiles.Of(0.5, sorted);
        for (var i = 0; i < sorted.Length; i++)
            sorted[i] = Math.Abs(sorted[i] - median);
        return Quantiles.Of(0.5, sorted);
    }
}
