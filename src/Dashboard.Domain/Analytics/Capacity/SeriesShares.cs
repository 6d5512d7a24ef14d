namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>Shares out a number of series among rules that want different numbers of them.</summary>
public static class SeriesShares
{
    /// <summary>
    /// What each gets: what it wants where that is no more than an equal part, and of what the others leave again an equal part.
    /// </summary>
    /// <param name="wanted">How many each wants.</param>
    /// <param name="most">How many there are to be shared out.</param>
    public static int[] Of(IReadOnlyList<int> wanted, int most)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var shares = new int[wanted.Count];
        var (left, waiting) = (most, wanted.Count);
        foreach (var at in Enumerable.Range(0, wanted.Count).OrderBy(i => wanted[i]))
        {
            shares[at] = Math.Min(wanted[at], left / waiting--);
            left -= shares[at];
        }
        return shares;
    }
}
