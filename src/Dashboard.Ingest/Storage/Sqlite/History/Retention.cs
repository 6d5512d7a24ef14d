using System.Globalization;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// Lets go of what is past its time, and while the file is too large of the oldest: samples first, hour by hour, then
/// roll-ups from the finest on. What that frees goes back to the disk a few megabytes at a time, so that no write waits
/// long; some of it stays for what comes next.
/// </summary>
internal sealed class Retention
{
    /// <summary>Buckets whose pages go in one change.</summary>
    private const int Buckets = 16;

    /// <summary>Pages of the file that are given back at a time: 2 MiB.</summary>
    private const int VacuumStep = 256;

    /// <summary>How often that is done in one run.</summary>
    private const int VacuumSteps = 64;

    /// <summary>Free pages that always stay, and of the used ones as many again as one in this.</summary>
    private const int FreePages = 4096;
    private const int FreePart = 4;

    private readonly HistoryStore _store;
    private readonly SqliteHistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly RawStatement _putFloor;
    private readonly RawStatement _oldest;
    private readonly RawStatement _drop;
    private readonly RawStatement _dropSeries;
    private readonly RawStatement _firstDirty;
    private readonly RawStatement _dropDirty;
    private long _seriesChecked;

    public Retention(HistoryStore store, SqliteHistoryOptions options, TimeProvider time)
    {
        (_store, _options, _time) = (store, options, time);
        _putFloor = store.Writer.Prepare("INSERT OR REPLACE INTO floor (level, time) VALUES (?1, ?2)");
        _oldest = store.Writer.Prepare("SELECT key FROM page WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT 1");
        _drop = store.Writer.Prepare("DELETE FROM page WHERE key >= ?1 AND key < ?2");
        _dropSeries = store.Writer.Prepare("DELETE FROM series WHERE id = ?1");
        _firstDirty = store.Writer.Prepare("SELECT min(key) FROM dirty");
        _dropDirty = store.Writer.Prepare("DELETE FROM dirty WHERE key < ?1");
    }

    /// <exception cref="IOException">The file could not be changed; what is left is done the next time.</exception>
    public async Task Run(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var level = 0; level < PageKey.Levels; level++)
            await DropBefore(level, Aligned(level, now - Kept(level)), cancellationToken);
        await _store.Use(_ => _store.Measure(), cancellationToken);
        while (_store.Bytes > _options.MaxBytes && await DropOldest(cancellationToken))
            await _store.Use(_ => _store.Measure(), cancellationToken);
        if (now - _seriesChecked >= PageKey.HourMs)
        {
            _seriesChecked = now;
            await DropSeries(cancellationToken);
        }
        for (var step = 0; step < VacuumSteps && await Vacuum(cancellationToken); step++)
            cancellationToken.ThrowIfCancellationRequested();
    }

    private long Kept(int level) => (long)(level switch
    {
        PageKey.Raw => _options.Raw,
        PageKey.Minutes => _options.Minutes,
        PageKey.Quarters => _options.Quarters,
        _ => _options.Hours,
    }).TotalMilliseconds;

    /// <summary>Roll-ups of a minute go by the day, since those of a day are made of them.</summary>
    private static long Aligned(int level, long time) => level == PageKey.Raw ? time / PageKey.HourMs * PageKey.HourMs : time / PageKey.DayMs * PageKey.DayMs;

    private async Task DropBefore(int level, long floor, CancellationToken cancellationToken)
    {
        if (floor > _store.Spans.Floor(level))
        {
            await _store.Change(() =>
            {
                _putFloor.Bind(1, level).Bind(2, floor).Run();
                if (level == PageKey.Minutes)
                    _dropDirty.Bind(1, PageKey.Of(floor / PageKey.DayMs, 0)).Run();
            }, () => _store.Spans.Raise(level, floor), cancellationToken);
        }
        var end = PageKey.Of(level, Math.Max(0, _store.Spans.Floor(level)) / PageKey.SpanMs(level), 0);
        var more = true;
        while (more)
            await _store.Change(() => more = Drop(PageKey.Of(level, 0, 0), end), null, cancellationToken);
    }

    private bool Drop(long first, long end)
    {
        var found = _oldest.Bind(1, first).Bind(2, end).Step();
        var key = found ? _oldest.Number(0) : end;
        _oldest.Reset();
        if (found)
            _drop.Bind(1, key).Bind(2, Math.Min(end, key + Buckets)).Run();
        return found;
    }

    /// <summary>Lets go of the oldest span of the finest level that has more than one; false where there is none.</summary>
    private async Task<bool> DropOldest(CancellationToken cancellationToken)
    {
        for (var level = 0; level < PageKey.Levels; level++)
        {
            var span = level == PageKey.Raw ? PageKey.HourMs : PageKey.DayMs;
            var oldest = _store.Spans.Oldest(level);
            if (oldest == long.MaxValue)
                continue;
            var next = ((oldest * PageKey.SpanMs(level) / span) + 1) * span;
            var newest = _store.Spans.Newest(level) * PageKey.SpanMs(level);
            if (level == PageKey.Minutes)
                await _store.Use(_ => newest = Math.Min(newest, FirstDirty()), cancellationToken);
            if (next > newest)
                continue;
            await DropBefore(level, next, cancellationToken);
            return true;
        }
        return false;
    }

    /// <summary>The first day that is to be made from its minutes yet.</summary>
    private long FirstDirty()
    {
        var key = _firstDirty.Step() ? _firstDirty.Number(0) : 0;
        _firstDirty.Reset();
        return key == 0 ? long.MaxValue : PageKey.SpanOf(key) * PageKey.DayMs;
    }

    private async Task DropSeries(CancellationToken cancellationToken)
    {
        var floor = Enumerable.Range(0, PageKey.Levels).Min(_store.Spans.Floor);
        List<int> gone = [];
        await _store.Change(() =>
        {
            gone = _store.Series.Before(floor);
            foreach (var number in gone)
                _dropSeries.Bind(1, number).Run();
        }, () => _store.Series.Leave(gone), cancellationToken);
    }

    private async Task<bool> Vacuum(CancellationToken cancellationToken)
    {
        var more = false;
        await _store.Use(writer =>
        {
            var free = writer.Number("PRAGMA freelist_count");
            var used = writer.Number("PRAGMA page_count") - free;
            var surplus = free - FreePages - (used / FreePart);
            more = surplus > VacuumStep;
            if (surplus > 0)
                writer.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA incremental_vacuum({Math.Min(surplus, VacuumStep)})"));
        }, cancellationToken);
        return more;
    }
}
