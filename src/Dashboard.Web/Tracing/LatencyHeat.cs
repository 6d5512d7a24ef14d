namespace Dashboard.Web.Tracing;

/// <summary>How many calls took how long, over time.</summary>
/// <param name="From">The beginning of the first column, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="To">The end of the last one.</param>
/// <param name="Bounds">The upper bounds of the rows in seconds, rising; the last is infinite.</param>
/// <param name="Counts">Calls by row and column. They are read off counters, and need not be whole.</param>
internal sealed record LatencyHeat(long From, long To, IReadOnlyList<double> Bounds, IReadOnlyList<double[]> Counts)
{
    /// <summary>Columns.</summary>
    public int Columns => Counts.Count == 0 ? 0 : Counts[0].Length;

    /// <summary>Whether a call was counted at all.</summary>
    public bool HasCounts => Counts.Any(static row => row.Any(static c => c > 0));

    /// <summary>When a column begins, in milliseconds since 1970-01-01 UTC.</summary>
    public long BeginOf(int column) => From + ((To - From) * column / Math.Max(1, Columns));

    /// <summary>The row of a time that a call took.</summary>
    public int RowOf(double seconds)
    {
        for (var row = 0; row < Bounds.Count; row++)
        {
            if (seconds <= Bounds[row])
                return row;
        }
        return Bounds.Count - 1;
    }
}
