namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>
/// Split-conformal prediction intervals (Lei et al., "Distribution-free predictive inference for regression", 2018, section 2.2):
/// half the width is the ⌈(n + 1)·level⌉-th smallest of n absolute errors that the same way of forecasting made from earlier
/// origins. Errors up to three steps apart are taken together.
/// </summary>
/// <param name="errors">Absolute errors by origin and then by step.</param>
/// <param name="tested">How many steps were tested from each origin.</param>
internal sealed class ConformalIntervals(double[] errors, int tested)
{
    private const int Apart = 3;

    private readonly int _origins = errors.Length / tested;

    /// <summary>
    /// Half the interval's width at a step, from 0 on. Past the last step that was tested it grows by the square root of the
    /// distance, as the sum of as many errors that know nothing of one another would.
    /// </summary>
    public (double Half80, double Half95) At(int step)
    {
        var within = Math.Min(step, tested - 1);
        var (from, to) = (Math.Max(0, within - Apart), Math.Min(tested - 1, within + Apart));
        Span<double> pool = stackalloc double[_origins * (to - from + 1)];
        for (var origin = 0; origin < _origins; origin++)
            errors.AsSpan((origin * tested) + from, to - from + 1).CopyTo(pool[(origin * (to - from + 1))..]);
        pool.Sort();
        var further = Math.Sqrt((step + 1.0) / (within + 1));
        return (pool[Rank(pool.Length, 0.8) - 1] * further, pool[Rank(pool.Length, 0.95) - 1] * further);
    }

    /// <summary>Which of so many errors, counted from the smallest as 1, half the width is; the largest where there are too few for the level.</summary>
    public static int Rank(int count, double level) => Math.Min(count, (int)Math.Ceiling(((count + 1) * level) - 1e-9));

    /// <summary>The part of the origins at which the error lay in the interval that the others' errors make.</summary>
    public static (double Within80, double Within95) Coverage(ReadOnlySpan<double> errors, int tested, int step)
    {
        var origins = errors.Length / tested;
        if (origins < 2)
            return (double.NaN, double.NaN);
        var (from, to) = (Math.Max(0, step - Apart), Math.Min(tested - 1, step + Apart));
        var others = (origins - 1) * (to - from + 1);
        var (rank80, rank95) = (Rank(others, 0.8), Rank(others, 0.95));
        int within80 = 0, within95 = 0;
        for (var origin = 0; origin < origins; origin++)
        {
            // An error is within the rank-th smallest where fewer than that are smaller; no sorting is needed.
            var (mine, smaller) = (errors[(origin * tested) + step], 0);
            for (var other = 0; other < origins; other++)
            {
                for (var at = from; at <= to && other != origin; at++)
                    smaller += errors[(other * tested) + at] < mine ? 1 : 0;
            }
            within80 += smaller < rank80 ? 1 : 0;
            within95 += smaller < rank95 ? 1 : 0;
        }
        return ((double)within80 / origins, (double)within95 / origins);
    }
}
