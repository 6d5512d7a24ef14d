namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>Two series of one neighbourhood that move alike, or against each other.</summary>
/// <param name="First">The place in the group of the one that leads; of two that move at once the one that came first in the group.</param>
/// <param name="Second">The place of the one that follows.</param>
/// <param name="Correlation">How they go together once the lag is taken away, −1 to 1 (Pearson, of z-normalised values).</param>
/// <param name="Lag">How much later the second one moves.</param>
/// <param name="Confidence">How sure it is, 0 to 1: less the chance that two series which have nothing to do with each other look so at any lag.</param>
public sealed record ShapeCorrelation(int First, int Second, double Correlation, TimeSpan Lag, double Confidence)
{
    /// <summary>Series of a group that are compared; those after them are left out.</summary>
    public const int MostMembers = 16;

    /// <summary>What goes together less is not told of.</summary>
    public const double LeastCorrelation = 0.7;

    /// <summary>What is less sure is none.</summary>
    public const double LeastConfidence = 0.99;

    private const int Fewest = 60;

    /// <summary>
    /// The pairs of a group that move together, the surest first. The caller says what is a group: things that topology,
    /// inventory or labels put beside each other, never everything. The chance is corrected for values that hang together
    /// (effective sample size: Bartlett 1935; Pyper and Peterman, "Comparison of methods to account for autocorrelation in
    /// correlation analyses of fish data", 1998), for the lags that were tried and for the pairs of the group.
    /// </summary>
    /// <param name="group">The series, of one beginning, step and length, without their seasons.</param>
    /// <param name="mostLag">How many steps one may follow the other by.</param>
    public static IReadOnlyList<ShapeCorrelation> Within(IReadOnlyList<SteppedSeries> group, int mostLag)
    {
        var members = new List<(int Place, double[] Values, double[] Memory)>(); // bound: MostMembers
        for (var i = 0; i < group.Count && members.Count < MostMembers; i++)
        {
            if (group[i].Count >= Fewest && group[i].Whole() is { } whole)
                members.Add((i, Normalised(whole.Values), Memory(whole.Values)));
        }
        var found = new List<ShapeCorrelation>(); // bound: pairs of MostMembers
        var tries = members.Count * (members.Count - 1) / 2 * ((2 * mostLag) + 1);
        for (var i = 0; i < members.Count; i++)
        {
            for (var j = i + 1; j < members.Count; j++)
            {
                if (Between(members[i].Values, members[j].Values, members[i].Memory, members[j].Memory, mostLag, tries) is not { } pair)
                    continue;
                var lag = TimeSpan.FromMilliseconds(Math.Abs(pair.Lag) * group[members[i].Place].Step);
                var (first, second) = pair.Lag >= 0 ? (i, j) : (j, i);
                found.Add(new ShapeCorrelation(members[first].Place, members[second].Place, pair.Correlation, lag, pair.Confidence));
            }
        }
        return [.. found.OrderByDescending(static f => Math.Abs(f.Correlation))];
    }

    private static (double Correlation, int Lag, double Confidence)? Between(double[] x, double[] y, double[] memoryX, double[] memoryY, int mostLag, int tries)
    {
        var (best, bestLag) = (0.0, 0);
        // From none outwards, so that of equal ones the shortest lag counts.
        for (var i = 0; i <= 2 * mostLag; i++)
        {
            var lag = i % 2 == 1 ? (i + 1) / 2 : -i / 2;
            if (At(x, y, lag) is var correlation && Math.Abs(correlation) > Math.Abs(best) + 1e-9)
                (best, bestLag) = (correlation, lag);
        }
        if (Math.Abs(best) < LeastCorrelation)
            return null;
        double n = x.Length - Math.Abs(bestLag), sum = 0;
        for (var lag = 0; lag < memoryX.Length; lag++)
            sum += (1 - ((lag + 1) / n)) * memoryX[lag] * memoryY[lag];
        var effective = Math.Min(n, n / Math.Max(1, 1 + (2 * sum)));
        if (effective <= 4)
            return null;
        // Fisher's transformation.
        var z = Math.Atanh(Math.Min(Math.Abs(best), 1 - 1e-12)) * Math.Sqrt(effective - 3);
        var confidence = 1 - Math.Min(1, tries * SampleStatistics.TwoSided(z));
        return confidence < LeastConfidence ? null : (best, bestLag, confidence);
    }

    // Of the places that both have at this lag, with their own means and spreads.
    private static double At(double[] x, double[] y, int lag)
    {
        var count = x.Length - Math.Abs(lag);
        ReadOnlySpan<double> xs = x.AsSpan(Math.Max(0, -lag), count), ys = y.AsSpan(Math.Max(0, lag), count);
        double meanX = xs.Mean(), meanY = ys.Mean(), xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < count; i++)
        {
            var (a, b) = (xs[i] - meanX, ys[i] - meanY);
            (xx, yy, xy) = (xx + (a * a), yy + (b * b), xy + (a * b));
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    // Extremes are cut: two single peaks that fall together would be all there is to see.
    private static double[] Normalised(double[] values)
    {
        var all = (ReadOnlySpan<double>)values;
        var (median, scale) = (all.Median(), SampleStatistics.NormalMad * all.MedianDeviation());
        if (scale == 0)
            scale = Math.Sqrt(all.SquaredDeviations() / values.Length);
        return [.. values.Select(v => Math.Clamp((v - median) / scale, -5, 5))];
    }

    private static double[] Memory(double[] values)
    {
        var normalised = Normalised(values);
        return [.. Enumerable.Range(1, values.Length / 4).Select(lag => ((ReadOnlySpan<double>)normalised).Autocorrelation(lag))];
    }
}
