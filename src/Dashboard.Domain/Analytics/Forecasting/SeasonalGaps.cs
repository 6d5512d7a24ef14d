namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>Fills missing values by what came at the same place of the seasons before and after.</summary>
internal static class SeasonalGaps
{
    /// <summary>Fills every value that is not finite; where the place is missing in all seasons, by the line between the nearest two values.</summary>
    /// <param name="values">The series; at least one value of it is finite.</param>
    /// <param name="season">The season's length in values; 1 for none.</param>
    /// <returns>How many were filled.</returns>
    public static int Fill(Span<double> values, int season)
    {
        // Looked at before it is filled, so that what is made up is not made up of what was made up.
        var isMissing = new bool[values.Length];
        var missing = 0;
        for (var at = 0; at < values.Length; at++)
        {
            isMissing[at] = !double.IsFinite(values[at]);
            missing += isMissing[at] ? 1 : 0;
        }
        for (var at = 0; at < values.Length && missing > 0; at++)
        {
            if (isMissing[at])
                values[at] = season > 1 && Between(values, isMissing, at, season) is { } alike ? alike : Between(values, isMissing, at, 1) ?? 0;
        }
        return missing;
    }

    /// <summary>The line between the nearest two values that are a whole number of steps before and after; where there is one only, that one.</summary>
    private static double? Between(ReadOnlySpan<double> values, bool[] isMissing, int at, int step)
    {
        var (before, after) = (at - step, at + step);
        while (before >= 0 && isMissing[before])
            before -= step;
        while (after < values.Length && isMissing[after])
            after += step;
        if (before < 0)
            return after < values.Length ? values[after] : null;
        return after >= values.Length ? values[before] : values[before] + ((values[after] - values[before]) * (at - before) / (after - before));
    }
}
