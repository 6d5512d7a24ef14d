namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// Decides what leaves: what is past its retention, and at a limit first the series idle longest, then the oldest
/// blocks, of the sources that take most. A source within its quota and its fair share loses nothing to another.
/// </summary>
internal sealed class Eviction(TimeSeriesCacheOptions options, SampleMemory memory, SeriesTable table)
{
    /// <summary>Of what is over a limit, so much more goes that the next sweep need not evict again at once.</summary>
    private const int SlackDivisor = 20;

    private long Quota { get; } = options.BytesPerSource ?? options.Bytes / 2;

    private long IdleMs { get; } = (long)options.IdleAfter.TotalMilliseconds;

    private long RetentionMs { get; } = (long)options.Retention.TotalMilliseconds;

    /// <summary>Lets go of samples; the series that have ended in the course of it are to be taken out of the index.</summary>
    public List<MemorySeries> Sweep(IReadOnlyCollection<SourceAccount> accounts, long now)
    {
        var ended = new List<MemorySeries>();
        memory.Horizon = Math.Max(memory.Horizon, now - RetentionMs);
        foreach (var series in table.All())
        {
            series.DropBefore(memory.Horizon);
            if (series.LastArrival < memory.Horizon && series.IsEmpty && series.End(memory.Horizon) >= 0)
                ended.Add(series);
            else if (series.LastArrival <= now - IdleMs)
                series.Rest();
        }
        foreach (var (account, most) in Shares(accounts))
        {
            if (account.Bytes > most)
                Shrink(account, most - (most / SlackDivisor), now, ended);
        }
        memory.Blocks.Collect();
        return ended;
    }

    public SourceStatistics StatisticsOf(SourceAccount account) => account.Statistics(options.SeriesPerSource, Quota);

    /// <summary>Why a source may have no further series; <see cref="RefusalReason.None"/> where it may.</summary>
    public RefusalReason Refuses(SourceAccount account)
    {
        if (account.Series >= options.SeriesPerSource)
            return RefusalReason.SeriesLimit;
        if (account.Bytes >= Quota || account.FixedBytes >= Quota / 2)
            return RefusalReason.SourceMemory;
        return memory.Bytes >= options.Bytes || memory.FixedBytes >= options.Bytes / 2 ? RefusalReason.CacheMemory : RefusalReason.None;
    }

    /// <summary>Whether a source may still be given samples of the past: what comes next needs a tenth of the room.</summary>
    public bool HasRoomToAdopt(SourceAccount account) =>
        memory.Bytes < options.Bytes - (options.Bytes / 10) && account.Bytes < Quota - (Quota / 10);

    /// <summary>Ends the idlest of a source's idle series, one in a hundred, so that new ones find room. One caller at a time.</summary>
    public List<MemorySeries> EndIdle(SourceAccount account, long now)
    {
        var ended = new List<MemorySeries>();
        if (now < account.NextIdle)
            return ended;
        var most = Math.Max(1, account.Series / 100);
        foreach (var series in ByIdleness(account))
        {
            if (series.LastArrival > now - IdleMs || ended.Count == most)
            {
                account.NextIdle = Math.Max(now, series.LastArrival + IdleMs);
                break;
            }
            End(series, now - IdleMs, ended);
        }
        return ended;
    }

    /// <summary>
    /// What each source may hold: its quota, and where all of that together is too much, an equal share, of which those
    /// that need less leave the rest to the others.
    /// </summary>
    private IEnumerable<(SourceAccount Account, long Most)> Shares(IReadOnlyCollection<SourceAccount> accounts)
    {
        var bySize = accounts.Select(a => (Account: a, Bytes: Math.Min(a.Bytes, Quota))).OrderBy(static a => a.Bytes).ToList();
        var fits = bySize.Sum(static a => a.Bytes) <= options.Bytes;
        var left = options.Bytes;
        for (var i = 0; i < bySize.Count; i++)
        {
            var share = fits ? Quota : Math.Min(Quota, left / (bySize.Count - i));
            left -= Math.Min(share, bySize[i].Bytes);
            yield return (bySize[i].Account, share);
        }
    }

    private void Shrink(SourceAccount account, long target, long now, List<MemorySeries> ended)
    {
        var all = ByIdleness(account);
        foreach (var series in all)
        {
            if (account.Bytes <= target || series.LastArrival > now - IdleMs)
                break;
            End(series, now - IdleMs, ended);
        }
        if (account.Bytes > target)
            DropOldest(account, all, account.Bytes - target);
        // Only series are left, and they alone are too much.
        foreach (var series in all)
        {
            if (account.Bytes <= target)
                break;
            End(series, long.MaxValue, ended);
        }
    }

    private void DropOldest(SourceAccount account, List<MemorySeries> all, long bytes)
    {
        var held = all.Where(static s => !s.IsEmpty).ToList();
        if (held.Count == 0)
            return;
        var ages = new AgeHistogram(held.Min(static s => s.Oldest), held.Max(static s => s.Newest));
        foreach (var series in held)
            series.Weigh(ages);
        var horizon = ages.HorizonFreeing(bytes);
        foreach (var series in held)
        {
            var dropped = series.DropBefore(horizon);
            if (dropped == 0)
                continue;
            account.CountEviction(0, dropped);
            memory.RaiseCompleteFrom(horizon);
        }
    }

    private void End(MemorySeries series, long lastArrival, List<MemorySeries> ended)
    {
        var newest = series.Newest;
        var samples = series.End(lastArrival);
        if (samples < 0)
            return;
        series.Account.CountEviction(1, samples);
        if (samples > 0)
            memory.RaiseCompleteFrom(newest + 1);
        ended.Add(series);
    }

    private List<MemorySeries> ByIdleness(SourceAccount account) =>
        [.. table.All().Where(s => s.Account == account && !s.IsGone).Select(static s => (s.LastArrival, Series: s)).OrderBy(static s => s.LastArrival).Select(static s => s.Series)];
}
