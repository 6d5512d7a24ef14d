namespace Dashboard.Domain.Flows.Detection;

/// <summary>How evenly some numbers lie about their middle.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="Deviation">The median absolute deviation from it, in the numbers' own unit.</param>
/// <param name="Skew">Bowley's skewness, (q1 + q3 − 2·q2) / (q3 − q1): 0 where both sides are alike, −1 or 1 where one side holds all.</param>
internal readonly record struct Quartiles(double Median, double Deviation, double Skew)
{
    /// <summary>1 where all are the same, 0 where half of them are as far from the median as it is from nothing, or further.</summary>
    public double Evenness => Median <= 0 ? 0 : Math.Max(0, 1 - (Deviation / Median));

    /// <summary>1 where both sides of the median are alike.</summary>
    public double Symmetry => 1 - Math.Abs(Skew);

    /// <summary>Of some numbers, at most 64 of them.</summary>
    public static Quartiles Of(ReadOnlySpan<float> numbers)
    {
        Span<float> sorted = stackalloc float[64];
        sorted = sorted[..Math.Min(64, numbers.Length)];
        numbers[..sorted.Length].CopyTo(sorted);
        sorted.Sort();
        var (q1, q2, q3) = (At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
        foreach (ref var number in sorted)
            number = Math.Abs(number - (float)q2);
        sorted.Sort();
        // Quartiles that are within a hundredth of the median of one another say nothing of sides.
        return new Quartiles(q2, At(sorted, 0.5), q3 - q1 <= q2 * 0.02 ? 0 : (q1 + q3 - (2 * q2)) / (q3 - q1));
    }

    private static double At(ReadOnlySpan<float> sorted, double part)
    {
        if (sorted.IsEmpty)
            return 0;
        var place = part * (sorted.Length - 1);
        var lower = (int)place;
        var upper = Math.Min(lower + 1, sorted.Length - 1);
        return sorted[lower] + ((sorted[upper] - sorted[lower]) * (place - lower));
    }
}
