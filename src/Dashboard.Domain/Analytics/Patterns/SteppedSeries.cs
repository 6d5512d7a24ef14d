using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>Values of a series at every step of a time, as a range query answers; NaN where there was none.</summary>
/// <param name="From">The time of the first value, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Step">Milliseconds from one value to the next.</param>
/// <param name="Values">The values.</param>
public sealed record SteppedSeries(long From, long Step, double[] Values)
{
    private const double LeastFinite = 0.8;

    /// <summary>How many values there are, missing ones among them.</summary>
    public int Count => Values.Length;

    /// <summary>The time of a value, in milliseconds since 1970-01-01 UTC.</summary>
    public long TimeAt(int at) => From + (at * Step);

    /// <summary>The same with what is missing drawn as a line between what is there; null where less than four fifths are there, or all are one value.</summary>
    public SteppedSeries? Whole()
    {
        var (finite, least, most) = (0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in Values)
        {
            if (!double.IsFinite(value))
                continue;
            (finite, least, most) = (finite + 1, Math.Min(least, value), Math.Max(most, value));
        }
        if (finite < LeastFinite * Count || !(most > least))
            return null;
        var values = (double[])Values.Clone();
        SeasonalGaps.Fill(values, 1);
        return this with { Values = values };
    }

    /// <summary>The last values.</summary>
    public SteppedSeries Last(int count) => count >= Count ? this : new(TimeAt(Count - count), Step, Values[^count..]);

    /// <summary>The same without missing values before the first and after the last one.</summary>
    public SteppedSeries Trimmed()
    {
        var (first, last) = (Array.FindIndex(Values, double.IsFinite), Array.FindLastIndex(Values, double.IsFinite));
        return first < 0 ? new(From, Step, []) : new(TimeAt(first), Step, Values[first..(last + 1)]);
    }

    /// <summary>Means of so many steps that no more than a number of values are left; those at the beginning that fill no step are left out.</summary>
    public SteppedSeries Coarser(int most)
    {
        var by = (Count + most - 1) / most;
        if (by <= 1)
            return this;
        var (count, skipped) = (Count / by, Count % by);
        var values = new double[count];
        for (var i = 0; i < count; i++)
            values[i] = Values.AsSpan(skipped + (i * by), by).Mean();
        return new(TimeAt(skipped), Step * by, values);
    }
}
