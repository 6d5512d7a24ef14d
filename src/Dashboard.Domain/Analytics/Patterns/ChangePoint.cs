namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>A time at which the level of a series changed and after which it stayed changed.</summary>
/// <param name="At">The time of the first value of the new level, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Before">The mean level before it, since the change before.</param>
/// <param name="After">The mean level after it, until the next change.</param>
/// <param name="Confidence">How sure that is, 0 to 1: less the chance of such a difference at any of the places that were looked at.</param>
public sealed record ChangePoint(long At, double Before, double After, double Confidence)
{
    /// <summary>What is less sure is none.</summary>
    public const double LeastConfidence = 0.99;

    private const int MostLookedAt = 4096;
    private const int ShortestLevel = 8;
    private const int LongestShortest = 48;
    private const double Abrupt = 0.7;
    private const double LeastRelative = 0.05;
    private const double LongestMemory = 0.97;

    // How many standard errors of 1/√n an estimate of the memory is taken to be off, since noise that remembers more than is
    // thought has changes of its own; and how many for a walk not to be taken for noise with a level.
    private const double MemoryDoubt = 2;
    private const double WalkDoubt = 4;
    private const int FewestValues = 8;
    private const double Still = 0.01;

    /// <summary>
    /// The changes of level of a series, by PELT (Killick, Fearnhead and Eckley, "Optimal detection of changepoints with a
    /// linear computational cost", 2012) with a penalty of 3 ln n, above that of the BIC. The variance is the long-run one of
    /// a first-order autoregression, estimated from differences, which levels do not disturb; a slope is no change: a
    /// change happens within a part of what lies between its neighbours, and fits better than a line through both.
    /// </summary>
    public static IReadOnlyList<ChangePoint> Find(SteppedSeries series)
    {
        if (series.Whole() is not { } whole)
            return [];
        var values = whole.Last(MostLookedAt);
        var shortest = Math.Clamp(values.Count / 64, ShortestLevel, LongestShortest);
        if (values.Count < 4 * shortest)
            return [];
        var (spread, longRun) = Spread(values.Values);
        if (!(longRun > 0))
            return [];
        var sums = new double[values.Count + 1];
        var origin = values.Values[0];
        for (var i = 0; i < values.Count; i++)
            sums[i + 1] = sums[i] + values.Values[i] - origin;
        var ends = Segments(values.Values, origin, sums, shortest, longRun);
        var found = new List<ChangePoint>(); // bound: segments
        for (var i = 1; i < ends.Count - 1; i++)
        {
            var (from, at, to) = (ends[i - 1], ends[i], ends[i + 1]);
            double Level(int a, int b) => origin + ((sums[b] - sums[a]) / (b - a));
            double Median(int a, int b) => ((ReadOnlySpan<double>)values.Values.AsSpan(a, b - a)).Median();
            var (before, after) = (Level(from, at), Level(at, to));
            var reach = Math.Clamp(Math.Min(at - from, to - at) / 4, 3, LongestShortest);
            var near = Level(at, at + reach) - Level(at - reach, at);
            var difference = after - before;
            if (Math.Abs(difference) < Math.Max(spread, LeastRelative * Math.Max(Math.Abs(before), Math.Abs(after))) || near / difference < Abrupt)
                continue;
            // A peak lifts a mean, and not the values beside it.
            if ((Median(at, to) - Median(from, at)) / difference < Abrupt)
                continue;
            if (LineOverStep(values.Values.AsSpan(from, to - from), at - from) < 2 * Math.Log(values.Count) * longRun)
                continue;
            var gain = difference * difference * (at - from) * (to - at) / (to - from) / longRun;
            var confidence = 1 - Math.Min(1, (double)values.Count / shortest * SampleStatistics.TwoSided(Math.Sqrt(gain)));
            if (confidence >= LeastConfidence)
                found.Add(new ChangePoint(values.TimeAt(at), before, after, confidence));
        }
        return found;
    }

    /// <summary>The standard deviation of a value around its level, and the variance that a mean of n values has n times; 0 for a walk, which has no level.</summary>
    private static (double Spread, double LongRun) Spread(double[] values)
    {
        // What is asked for more often than it is measured stands still in between.
        var measured = values.Where((v, i) => i == 0 || v != values[i - 1]).ToArray();
        if (measured.Length < FewestValues)
            return (Still * (values.Max() - values.Min()), Math.Pow(Still * (values.Max() - values.Min()), 2));
        var (scale, remembered) = SampleStatistics.Remembers(measured.Differences());
        var error = 1 / Math.Sqrt(measured.Length);
        if (remembered + (WalkDoubt * error) >= LongestMemory)
            return default;
        var memory = Math.Max(0, remembered + (MemoryDoubt * error));
        var variance = scale * scale / (2 * (1 - memory));
        return (Math.Sqrt(variance), variance * (1 + memory) / (1 - memory) * values.Length / measured.Length);
    }

    /// <summary>How much worse a line fits values than a step at a place, as a sum of squares.</summary>
    private static double LineOverStep(ReadOnlySpan<double> values, int step)
    {
        double meanY = values.Mean(), meanX = (values.Length - 1) / 2.0, xx = 0, xy = 0;
        for (var i = 0; i < values.Length; i++)
            (xx, xy) = (xx + ((i - meanX) * (i - meanX)), xy + ((i - meanX) * (values[i] - meanY)));
        var line = values.SquaredDeviations() - (xy * xy / xx);
        return line - values[..step].SquaredDeviations() - values[step..].SquaredDeviations();
    }

    /// <summary>The ends of the segments whose squares around their means, with a penalty each, are least in sum; the first is 0.</summary>
    private static List<int> Segments(double[] values, double origin, double[] sums, int shortest, double variance)
    {
        var count = values.Length;
        var squares = new double[count + 1];
        for (var i = 0; i < count; i++)
            squares[i + 1] = squares[i] + ((values[i] - origin) * (values[i] - origin));
        var penalty = 3 * Math.Log(count);
        var (best, cameFrom) = (new double[count + 1], new int[count + 1]);
        best[0] = -penalty;
        var candidates = new List<int> { 0 }; // bound: values
        double Cost(int from, int to) => (squares[to] - squares[from] - ((sums[to] - sums[from]) * (sums[to] - sums[from]) / (to - from))) / variance;
        for (var to = 1; to <= count; to++)
        {
            best[to] = double.PositiveInfinity;
            foreach (var from in candidates)
            {
                if (to - from >= shortest && best[from] + Cost(from, to) + penalty is var cost && cost < best[to])
                    (best[to], cameFrom[to]) = (cost, from);
            }
            // What cannot win any more once it costs more than the best, whatever comes after.
            var limit = best[to];
            candidates.RemoveAll(from => to - from >= shortest && best[from] + Cost(from, to) > limit);
            if (double.IsFinite(limit))
                candidates.Add(to);
        }
        var ends = new List<int> { count }; // bound: values
        while (ends[^1] > 0)
            ends.Add(cameFrom[ends[^1]]);
        ends.Reverse();
        return ends;
    }
}
