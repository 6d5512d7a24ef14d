namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>Figures of values, all of which are finite.</summary>
internal static class SampleStatistics
{
    /// <summary>What the median absolute deviation of a normal distribution is multiplied by to be its standard deviation.</summary>
    public const double NormalMad = 1.4826;

    public static double Mean(this ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values)
            sum += value;
        return values.Length == 0 ? 0 : sum / values.Length;
    }

    public static double Mean(this Span<double> values) => ((ReadOnlySpan<double>)values).Mean();

    /// <summary>The sum of squared distances from the mean.</summary>
    public static double SquaredDeviations(this ReadOnlySpan<double> values)
    {
        double mean = values.Mean(), sum = 0;
        foreach (var value in values)
            sum += (value - mean) * (value - mean);
        return sum;
    }

    /// <summary>The median; sorts the values.</summary>
    public static double SortToMedian(this Span<double> values)
    {
        values.Sort();
        var middle = values.Length / 2;
        return values.Length == 0 ? 0 : values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /// <summary>The median.</summary>
    public static double Median(this ReadOnlySpan<double> values) => ((Span<double>)values.ToArray()).SortToMedian();

    /// <summary>The median distance from the median.</summary>
    public static double MedianDeviation(this ReadOnlySpan<double> values)
    {
        var median = values.Median();
        var distances = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            distances[i] = Math.Abs(values[i] - median);
        return ((Span<double>)distances).SortToMedian();
    }

    /// <summary>How values go with those so many places later, −1 to 1; 0 for values that are all one.</summary>
    public static double Autocorrelation(this ReadOnlySpan<double> values, int lag)
    {
        double mean = values.Mean(), all = 0, lagged = 0;
        for (var i = 0; i < values.Length; i++)
        {
            all += (values[i] - mean) * (values[i] - mean);
            if (i + lag < values.Length)
                lagged += (values[i] - mean) * (values[i + lag] - mean);
        }
        return all > 0 ? lagged / all : 0;
    }

    /// <summary>
    /// The scale of a series' differences, and how much a value remembers of the one before, as the coefficient of a
    /// first-order autoregression: differences of one go with the next by −(1 − φ) / 2. Levels and lines do not disturb it;
    /// 1 and more is a walk, which has no level.
    /// </summary>
    /// <param name="differences">The differences; those beyond three times their scale are cut.</param>
    public static (double Scale, double Memory) Remembers(Span<double> differences)
    {
        double absolute = 0;
        foreach (var difference in differences)
            absolute += Math.Abs(difference) / differences.Length;
        // Of a series that mostly stands still the median would be 0.
        var scale = Math.Max(NormalMad * ((ReadOnlySpan<double>)differences).MedianDeviation(), Math.Sqrt(Math.PI / 2) * absolute);
        foreach (ref var difference in differences)
            difference = Math.Clamp(difference, -3 * scale, 3 * scale);
        return (scale, 1 + (2 * ((ReadOnlySpan<double>)differences).Autocorrelation(1)));
    }

    /// <summary>The differences from each value to the next.</summary>
    public static double[] Differences(this double[] values)
    {
        var differences = new double[Math.Max(0, values.Length - 1)];
        for (var i = 0; i < differences.Length; i++)
            differences[i] = values[i + 1] - values[i];
        return differences;
    }

    /// <summary>The chance that a standard normal value is at least so far from 0, on either side: erfc(|z|/√2), by Press and others, "Numerical Recipes", section 6.2, right to 1.2e-7 of itself.</summary>
    public static double TwoSided(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (0.5 * x));
        double[] terms = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
        double sum = 0;
        for (var i = terms.Length - 1; i >= 0; i--)
            sum = (sum * t) + terms[i];
        return t * Math.Exp((-x * x) + sum);
    }
}
