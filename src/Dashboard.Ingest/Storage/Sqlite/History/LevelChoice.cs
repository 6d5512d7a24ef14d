using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// Decides whether a query reads samples or roll-ups, and which: samples up to two days back to back; beyond that the
/// finest level that reaches back to the query's begin, or a coarser one that a hundredth of the window does not resolve.
/// Where none reaches so far, the one that reaches farthest.
/// </summary>
internal static class LevelChoice
{
    private const long AlwaysRawMs = 2 * PageKey.DayMs;

    private const int PointsPerWindow = 100;

    public static int Of(long from, long to, SelectHints hints, PageSpans spans)
    {
        var finest = -1;
        var farthest = PageKey.Raw;
        for (var level = PageKey.Raw; level < PageKey.Levels; level++)
        {
            if (finest < 0 && spans.Floor(level) <= from)
                finest = level;
            if (spans.Floor(level) < spans.Floor(farthest))
                farthest = level;
        }
        if (finest < 0)
            return farthest;
        // No overflow: beginnings and ends may be the ends of all time.
        if (finest == PageKey.Raw && (to < from || (ulong)(to - from) <= AlwaysRawMs))
            return PageKey.Raw;
        while (finest + 1 < PageKey.Levels && PageKey.ResolutionMs(finest + 1) <= hints.Window / PointsPerWindow && spans.Floor(finest + 1) <= from)
            finest++;
        return finest;
    }
}
