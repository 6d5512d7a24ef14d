namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>A series that rises or falls over all of what is known of it.</summary>
/// <param name="SlopePerDay">How much it rises a day, negative where it falls: the median of the slopes between any two values (Theil and Sen).</param>
/// <param name="From">Where its line is at the beginning.</param>
/// <param name="To">Where its line is at the end.</param>
/// <param name="Confidence">How sure it is, 0 to 1: less the chance that values without a trend lie so (Mann and Kendall).</param>
/// <param name="Tau">The share of pairs that rise less the share that fall (Kendall), −1 to 1.</param>
public sealed record Trend(double SlopePerDay, double From, double To, double Confidence, double Tau)
{
    /// <summary>What is less sure is none.</summary>
    public const double LeastConfidence = 0.99;

    private const int Most = 240;
    private const int Fewest = 24;
    private const double LeastTau = 0.3;
    private const double LeastRelative = 0.05;
    private const double LeastOfHalf = 1.0 / 3;
    private const double Walk = 0.97;
    private const int Strides = 24;

    // Means of neighbouring values of a walk have strides that hang together: their sum varies by a half more.
    private const double StrideDoubt = 1.25;
    private const double DayMilliseconds = 86_400_000;

    /// <summary>
    /// The trend of a series without its seasons; null where there is none. The variance of the test is corrected for values
    /// that hang together (Hamed and Rao, "A modified Mann-Kendall trend test for autocorrelated data", 1998). A series that
    /// walks, each value from the one before, fools that test: of it the mean stride has to be more than chance. Both halves
    /// of the time have to go the same way, each with a third of the slope at least.
    /// </summary>
    public static Trend? Find(SteppedSeries series)
    {
        if (series.Whole()?.Coarser(Most) is not { Count: >= Fewest } whole)
            return null;
        var values = whole.Values;
        var slope = Slope(values);
        var (statistic, ties) = Kendall(values);
        var count = values.Length;
        var pairs = count * (count - 1) / 2.0;
        var tau = statistic / pairs;
        if (slope == 0 || Math.Abs(tau) < LeastTau || Math.Sign(slope) != Math.Sign(tau))
            return null;
        if (Slope(values.AsSpan(0, count / 2)) / slope < LeastOfHalf || Slope(values.AsSpan(count / 2)) / slope < LeastOfHalf)
            return null;
        var middle = ((ReadOnlySpan<double>)values).Median();
        var residuals = new double[count];
        for (var i = 0; i < count; i++)
            residuals[i] = values[i] - (slope * (i - ((count - 1) / 2.0)));
        var change = Math.Abs(slope) * (count - 1);
        if (change < SampleStatistics.NormalMad * ((ReadOnlySpan<double>)residuals).MedianDeviation() || change < LeastRelative * Math.Abs(middle))
            return null;
        var confidence = SampleStatistics.Remembers(values.Differences()).Memory >= Walk ? OfStrides(whole.Coarser(Strides).Values) : OfRanks(statistic, ties, residuals);
        var half = slope * (count - 1) / 2;
        return confidence < LeastConfidence ? null : new Trend(slope * DayMilliseconds / whole.Step, middle - half, middle + half, confidence, tau);
    }

    private static double OfRanks(long statistic, double ties, double[] residuals)
    {
        double count = residuals.Length, variance = ((count * (count - 1) * ((2 * count) + 5)) - ties) / 18 * Inflation(residuals);
        return 1 - SampleStatistics.TwoSided((Math.Abs(statistic) - 1) / Math.Sqrt(variance));
    }

    // Strides so long that each is nearly a new one; of so few the normal distribution would be too sure, so that the spread is taken larger.
    private static double OfStrides(double[] values)
    {
        var strides = values.Differences();
        double count = strides.Length, spread = Math.Sqrt(((ReadOnlySpan<double>)strides).SquaredDeviations() / (count - 3)), mean = ((ReadOnlySpan<double>)strides).Mean();
        return spread == 0 ? 1 : 1 - SampleStatistics.TwoSided(mean * Math.Sqrt(count) / (StrideDoubt * spread));
    }

    private static double Slope(ReadOnlySpan<double> values)
    {
        var slopes = new double[values.Length * (values.Length - 1) / 2];
        var at = 0;
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = i + 1; j < values.Length; j++)
                slopes[at++] = (values[j] - values[i]) / (j - i);
        }
        return ((Span<double>)slopes).SortToMedian();
    }

    private static (long Statistic, double Ties) Kendall(double[] values)
    {
        long statistic = 0;
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = i + 1; j < values.Length; j++)
                statistic += Math.Sign(values[j] - values[i]);
        }
        double ties = 0;
        foreach (var group in values.GroupBy(static v => v).Select(static g => (double)g.Count()).Where(static n => n > 1))
            ties += group * (group - 1) * ((2 * group) + 5);
        return (statistic, ties);
    }

    // n/n*: from the autocorrelation of the ranks of what the trend leaves, where it is more than chance.
    private static double Inflation(double[] residuals)
    {
        var ranks = new double[residuals.Length];
        var order = Enumerable.Range(0, residuals.Length).OrderBy(i => residuals[i]).ToArray();
        for (var rank = 0; rank < order.Length; rank++)
            ranks[order[rank]] = rank;
        double n = residuals.Length, sum = 0;
        var chance = 1.96 / Math.Sqrt(n);
        for (var lag = 1; lag < residuals.Length / 2; lag++)
        {
            if (((ReadOnlySpan<double>)ranks).Autocorrelation(lag) is var correlation && Math.Abs(correlation) > chance)
                sum += (n - lag) * (n - lag - 1) * (n - lag - 2) * correlation;
        }
        // Where neighbours repel each other the test would be surer; that is not believed.
        return Math.Max(1, 1 + (2 / (n * (n - 1) * (n - 2)) * sum));
    }
}
