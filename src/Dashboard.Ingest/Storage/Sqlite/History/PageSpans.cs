namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>Which spans have pages, by level, and from when on nothing was let go. Changed by whoever writes; read without a lock.</summary>
internal sealed class PageSpans
{
    private readonly long[] _oldest = [long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue]; // bound: levels
    private readonly long[] _newest = [-1, -1, -1, -1]; // bound: levels
    private readonly long[] _floors = [long.MinValue, long.MinValue, long.MinValue, long.MinValue]; // bound: levels

    /// <summary>Not after the first span with a page; the largest number where there is none.</summary>
    public long Oldest(int level) => Volatile.Read(ref _oldest[level]);

    /// <summary>Not before the last span with a page; -1 where there is none.</summary>
    public long Newest(int level) => Volatile.Read(ref _newest[level]);

    /// <summary>What came before this has been let go, or is not kept any more when it comes now; ms since 1970-01-01 UTC.</summary>
    public long Floor(int level) => Volatile.Read(ref _floors[level]);

    public void Note(int level, long span)
    {
        if (span < _oldest[level])
            Volatile.Write(ref _oldest[level], span);
        if (span > _newest[level])
            Volatile.Write(ref _newest[level], span);
    }

    /// <summary>Everything before a time has gone.</summary>
    public void Raise(int level, long floor)
    {
        Volatile.Write(ref _floors[level], Math.Max(floor, _floors[level]));
        if (_newest[level] >= 0 && _oldest[level] < floor / PageKey.SpanMs(level))
            Volatile.Write(ref _oldest[level], floor / PageKey.SpanMs(level));
    }

    /// <summary>The spans with a page that overlap a time, ends included; empty where the second is smaller.</summary>
    public (long First, long Last) Within(int level, long from, long to)
    {
        var span = PageKey.SpanMs(level);
        return (Math.Max(Oldest(level), from < 0 ? 0 : from / span), Math.Min(Newest(level), to < 0 ? -1 : to / span));
    }
}
