using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>Chooses how finely a store elsewhere is read.</summary>
internal static class Resolutions
{
    private const long LongestOfSamples = 2 * 86_400_000L;
    private const long MostRollUps = 50_000;
    private static readonly long[] Levels = [60_000, 900_000, 3_600_000];

    /// <summary>
    /// Milliseconds of a roll-up: 0, that is samples, up to two days; otherwise the finest of 1 min, 15 min and 1 h of
    /// which no more than 50,000 fit into the time, or a coarser one that is still a hundredth of the window looked at.
    /// </summary>
    public static long Choose(long from, long to, SelectHints hints)
    {
        if (to - from <= LongestOfSamples)
            return 0;
        var chosen = Levels[^1];
        for (var i = Levels.Length - 1; i >= 0; i--)
        {
            if ((to - from) / Levels[i] <= MostRollUps)
                chosen = Levels[i];
        }
        foreach (var level in Levels)
        {
            if (level > chosen && level <= hints.Window / 100)
                chosen = level;
        }
        return chosen;
    }
}
