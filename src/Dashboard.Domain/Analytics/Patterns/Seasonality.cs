namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>A course that a series repeats, each day or each week.</summary>
/// <param name="Period">The length of a cycle.</param>
/// <param name="Strength">
/// The share of what is left without the trend that the season explains, 0 to 1: 1 − Var(remainder) / Var(season + remainder)
/// by Wang, Smith and Hyndman, "Characteristic-based clustering for time series data", 2006; both variances are freed of what
/// a profile of few cycles takes from the remainder, so that noise has 0.
/// </param>
/// <param name="Confidence">How sure that is, 0 to 1: after k of k cycles (k + 1) / (k + 2), less the chance that it is chance.</param>
/// <param name="Cycles">Cycles that were seen.</param>
/// <param name="PeakAt">The place in the cycle where it is highest, from its beginning in UTC; of a week from Monday on.</param>
/// <param name="LowestAt">The place where it is lowest.</param>
/// <param name="Swing">From the lowest to the highest of the profile, in the unit of the series.</param>
public sealed record Seasonality(TimeSpan Period, double Strength, double Confidence, int Cycles, TimeSpan PeakAt, TimeSpan LowestAt, double Swing)
{
    /// <summary>What is weaker is none.</summary>
    public const double LeastStrength = 0.3;

    /// <summary>Cycles that it takes to tell a season.</summary>
    public const int FewestCycles = 3;

    // The first Monday after 1970-01-01, a Thursday.
    private const long Monday = 4 * 86_400_000L;
    private const int FewestPlaces = 6;
    private const double LeastAlike = 0.2;
    private const double LeastShare = 0.75;

    /// <summary>The daily and the weekly season of a series, the weekly one of what the daily one leaves; none, one or both.</summary>
    /// <param name="series">The series.</param>
    /// <param name="remainder">The series without its seasons.</param>
    public static IReadOnlyList<Seasonality> Find(SteppedSeries series, out SteppedSeries remainder)
    {
        var found = new List<Seasonality>(2); // bound: 2
        remainder = series;
        if (series.Whole() is not { } whole)
            return found;
        remainder = whole;
        foreach (var days in new[] { 1, 7 })
        {
            if (Find(remainder, TimeSpan.FromDays(days)) is not { } season)
                continue;
            found.Add(season.Found);
            remainder = Without(remainder, season.Profile);
        }
        return found;
    }

    private static (Seasonality Found, double[] Profile)? Find(SteppedSeries series, TimeSpan length)
    {
        var period = (int)((long)length.TotalMilliseconds / series.Step);
        if (period < FewestPlaces || period * series.Step != (long)length.TotalMilliseconds || series.Count / period < FewestCycles)
            return null;
        var cycles = series.Count / period;
        var used = series.Last(cycles * period);
        var values = WithoutTrend(used.Values, period);
        var profile = CycleShuffle.Profile(values, period);
        var mean = ((ReadOnlySpan<double>)profile).Mean();
        double left = 0;
        for (var i = 0; i < values.Length; i++)
            left += Math.Pow(values[i] - profile[i % period], 2);
        left /= values.Length - period;
        // Chance alone gives the mean of k cycles the k-th part of the remainder's variance.
        var seasonal = Math.Max(0, (((ReadOnlySpan<double>)profile).SquaredDeviations() / (period - 1)) - (left / cycles));
        var strength = seasonal + left > 0 ? seasonal / (seasonal + left) : 0;
        if (strength < LeastStrength || !IsAlike(values, profile) || !CycleShuffle.IsBeyondChance(values, period, Spread, Spread(profile)))
            return null;
        var smooth = Smoothed(profile);
        var (highest, lowest) = (Array.IndexOf(smooth, smooth.Max()), Array.IndexOf(smooth, smooth.Min()));
        var confidence = (1 - CycleShuffle.LeastChance) * (cycles + 1) / (cycles + 2);
        var found = new Seasonality(length, strength, confidence, cycles, Place(used, highest, length), Place(used, lowest, length), smooth[highest] - smooth[lowest]);
        // As the whole series meets it, whose first value may lie anywhere in a cycle.
        var shift = (series.Count - used.Count) % period;
        return (found, [.. Enumerable.Range(0, period).Select(i => profile[(i - shift + period) % period] - mean)]);
    }

    // Each cycle by itself goes with the mean of the others, but for a few: a level that changed bends a cycle or two, and all of them are few.
    private static bool IsAlike(double[] values, double[] profile)
    {
        var (period, cycles, alike) = (profile.Length, values.Length / profile.Length, 0);
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            ReadOnlySpan<double> own = values.AsSpan(cycle * period, period);
            double meanOwn = own.Mean(), meanProfile = ((ReadOnlySpan<double>)profile).Mean(), oo = 0, rr = 0, or = 0;
            for (var i = 0; i < period; i++)
            {
                var o = own[i] - meanOwn;
                var r = (((profile[i] - meanProfile) * cycles) - o) / (cycles - 1);
                (oo, rr, or) = (oo + (o * o), rr + (r * r), or + (o * r));
            }
            alike += oo > 0 && rr > 0 && or / Math.Sqrt(oo * rr) >= LeastAlike ? 1 : 0;
        }
        return alike >= LeastShare * cycles;
    }

    private static double Spread(double[] profile) => ((ReadOnlySpan<double>)profile).SquaredDeviations();

    private static TimeSpan Place(SteppedSeries series, int at, TimeSpan period)
    {
        var since = series.TimeAt(at) - (period.TotalDays > 1 ? Monday : 0);
        return TimeSpan.FromMilliseconds(since % (long)period.TotalMilliseconds);
    }

    // A single place may be high by chance: its neighbours, an eighth of an hour of each day around it, are asked as well.
    private static double[] Smoothed(double[] profile)
    {
        var reach = Math.Max(1, profile.Length / 96);
        return [.. Enumerable.Range(0, profile.Length).Select(i => Enumerable.Range(i - reach, (2 * reach) + 1).Average(j => profile[(j + profile.Length) % profile.Length]))];
    }

    private static SteppedSeries Without(SteppedSeries series, double[] profile)
    {
        var values = new double[series.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = series.Values[i] - profile[i % profile.Length];
        return series with { Values = values };
    }

    // Less the mean of the cycle around each value (classical decomposition); at both ends that mean goes on as a line.
    private static double[] WithoutTrend(double[] values, int period)
    {
        var (half, last) = (period / 2, values.Length - period + (period / 2));
        var means = new double[values.Length];
        var sum = values.AsSpan(0, period).Mean() * period;
        for (var at = half; at <= last; at++)
        {
            means[at] = sum / period;
            if (at < last)
                sum += values[at - half + period] - values[at - half];
        }
        var reach = Math.Min(period, last - half);
        var (before, after) = ((means[half + reach] - means[half]) / reach, (means[last] - means[last - reach]) / reach);
        for (var at = 0; at < half; at++)
            means[at] = means[half] - (before * (half - at));
        for (var at = last + 1; at < values.Length; at++)
            means[at] = means[last] + (after * (at - last));
        return [.. values.Select((v, i) => v - means[i])];
    }
}
