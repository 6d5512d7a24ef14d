namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>Something short that comes back at the same time of each day or week: a backup, a batch, a change of shift.</summary>
/// <param name="Period">The length of a cycle.</param>
/// <param name="At">When it begins, from the beginning of the cycle in UTC; of a week from Monday on.</param>
/// <param name="Length">How long it lasts.</param>
/// <param name="Height">How far above what is usual around that time, or below it where it is negative, in the unit of the series.</param>
/// <param name="Seen">In how many cycles it was seen.</param>
/// <param name="Cycles">How many there were.</param>
/// <param name="Confidence">How sure it is, 0 to 1: after s of k cycles (s + 1) / (k + 2), less the chance that it is chance.</param>
public sealed record RecurrentPeak(TimeSpan Period, TimeSpan At, TimeSpan Length, double Height, int Seen, int Cycles, double Confidence)
{
    /// <summary>Peaks of a cycle that are told of, the highest ones.</summary>
    public const int Most = 3;

    private const long Monday = 4 * 86_400_000L;
    private const int FewestCycles = 3;
    private const int FewestPlaces = 12;
    private const double LeastHeight = 3;
    private const double Highest = 8;
    private const double LeastShare = 0.75;
    private static readonly TimeSpan Around = TimeSpan.FromHours(6);

    /// <summary>
    /// The peaks of a series that come back at a time of the cycle and last less than a quarter of a day: places of its
    /// profile that lie higher than any place of any profile of cycles that were turned by chance, and that most cycles have.
    /// What changes more slowly, as a season does, is taken away before.
    /// </summary>
    /// <param name="series">The series.</param>
    /// <param name="length">The cycle: a day or a week.</param>
    public static IReadOnlyList<RecurrentPeak> Find(SteppedSeries series, TimeSpan length)
    {
        var period = (int)((long)length.TotalMilliseconds / series.Step);
        if (period < FewestPlaces || period * series.Step != (long)length.TotalMilliseconds || series.Count / period < FewestCycles || series.Whole() is not { } whole)
            return [];
        var cycles = series.Count / period;
        var used = whole.Last(cycles * period);
        var values = used.Values;
        var usual = RunningMedian(values, Math.Max(2, (int)(Around.TotalMilliseconds / series.Step / 2)));
        var above = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            above[i] = values[i] - usual[i];
        var scale = SampleStatistics.NormalMad * ((ReadOnlySpan<double>)above).MedianDeviation();
        if (scale == 0)
            scale = Math.Sqrt(((ReadOnlySpan<double>)above).SquaredDeviations() / above.Length);
        if (scale == 0)
            return [];
        // What happened once must not rule the mean, however large it was.
        var cut = Array.ConvertAll(above, v => Math.Clamp(v / scale, -Highest, Highest));
        var profile = CycleShuffle.Profile(cut, period);
        var limit = Math.Max(LeastHeight, CycleShuffle.Largest(cut, period, static p => p.Max(Math.Abs)));
        var found = new List<RecurrentPeak>(); // bound: places of a cycle
        for (var at = 0; at < period;)
        {
            var end = at;
            while (end < period && Math.Abs(profile[end]) > limit && Math.Sign(profile[end]) == Math.Sign(profile[at]))
                end++;
            if (end > at && Peak(used, length, above, profile, (at, end), period, scale) is { } peak)
                found.Add(peak);
            at = Math.Max(end, at + 1);
        }
        return [.. found.OrderByDescending(static p => Math.Abs(p.Height)).Take(Most).OrderBy(static p => p.At)];
    }

    private static RecurrentPeak? Peak(SteppedSeries used, TimeSpan length, double[] above, double[] profile, (int From, int To) places, int period, double scale)
    {
        var (cycles, sign) = (used.Count / period, Math.Sign(profile[places.From]));
        var heights = new double[cycles];
        for (var cycle = 0; cycle < cycles; cycle++)
            heights[cycle] = above.AsSpan((cycle * period) + places.From, places.To - places.From).Mean();
        var seen = heights.Count(h => sign * h > LeastHeight * scale);
        if (seen < LeastShare * cycles)
            return null;
        var since = used.TimeAt(places.From) - (length.TotalDays > 1 ? Monday : 0);
        return new RecurrentPeak(
            length, TimeSpan.FromMilliseconds(since % (long)length.TotalMilliseconds), TimeSpan.FromMilliseconds((places.To - places.From) * used.Step),
            ((ReadOnlySpan<double>)heights).Median(), seen, cycles, (1 - CycleShuffle.LeastChance) * (seen + 1) / (cycles + 2));
    }

    // The median of the values up to so many places before and after each one.
    private static double[] RunningMedian(double[] values, int reach)
    {
        var medians = new double[values.Length];
        var window = new double[(2 * reach) + 1];
        for (var at = 0; at < values.Length; at++)
        {
            var (from, to) = (Math.Max(0, at - reach), Math.Min(values.Length, at + reach + 1));
            var span = window.AsSpan(0, to - from);
            values.AsSpan(from, to - from).CopyTo(span);
            medians[at] = span.SortToMedian();
        }
        return medians;
    }
}
