namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// Makes the roll-ups of 15 min and of an hour from those of a minute, when a day (UTC) is over, and anew where late
/// samples changed one of its hours since. Bucket by bucket, each in one change.
/// </summary>
internal sealed class DayRollUps
{
    /// <summary>Days of buckets that are looked up at a time.</summary>
    private const int Most = 256;

    private readonly HistoryStore _store;
    private readonly RawStatement _dirty;
    private readonly RawStatement _clean;
    private readonly RawStatement _putPage;
    private readonly BucketContents _contents = new();
    private readonly RollUpSeries _codec = new();
    private readonly RollUpRows _minutes = new(PageKey.Minutes);
    private readonly RollUpRows[] _rows = [new(PageKey.Quarters), new(PageKey.Hours)];
    private readonly PageBuilder[] _pages = [new(), new()];

    public DayRollUps(HistoryStore store)
    {
        _store = store;
        _dirty = store.Writer.Prepare("SELECT key FROM dirty WHERE key < ?1 ORDER BY key LIMIT ?2");
        _clean = store.Writer.Prepare("DELETE FROM dirty WHERE key = ?1");
        _putPage = store.Writer.Prepare("INSERT OR REPLACE INTO page (key, data) VALUES (?1, ?2)");
    }

    /// <summary>Rolls up the days that are over.</summary>
    /// <param name="closed">Up to where hours have been packed; ms since 1970-01-01 UTC.</param>
    /// <param name="cancellationToken">Gives up between two buckets.</param>
    /// <exception cref="IOException">The file could not be read or changed.</exception>
    public async Task Run(long closed, CancellationToken cancellationToken)
    {
        if (closed < PageKey.DayMs)
            return;
        var keys = new List<long>();
        do
        {
            keys.Clear();
            await _store.Use(_ => Find(closed / PageKey.DayMs, keys), cancellationToken);
            foreach (var key in keys)
            {
                Roll(PageKey.SpanOf(key), PageKey.BucketOf(key));
                await _store.Change(() => Write(key), null, cancellationToken);
            }
        }
        while (keys.Count == Most);
    }

    private void Find(long today, List<long> keys)
    {
        _dirty.Bind(1, PageKey.Of(today, 0)).Bind(2, Most);
        while (_dirty.Step())
            keys.Add(_dirty.Number(0));
    }

    private void Roll(long day, int bucket)
    {
        var start = day * PageKey.DayMs;
        _store.Read(reader => _contents.LoadMinutes(reader, _store.Spans, bucket, start, start + PageKey.DayMs - 1));
        foreach (var page in _pages)
            page.Clear();
        for (var series = 0; series < PageKey.BucketSeries; series++)
        {
            foreach (var rows in _rows)
                rows.Clear();
            foreach (var part in _contents.Parts(series))
            {
                _codec.Read(_contents.Octets(part), part.Start, _minutes);
                foreach (var rows in _rows)
                    rows.Add(_minutes);
            }
            for (var i = 0; i < _rows.Length; i++)
            {
                if (_rows[i].Count > 0)
                    _codec.Write(_pages[i], series, start, _rows[i]);
            }
        }
    }

    private void Write(long key)
    {
        for (var i = 0; i < _pages.Length; i++)
        {
            var level = PageKey.Quarters + i;
            var day = PageKey.SpanOf(key);
            if (_pages[i].IsEmpty || day * PageKey.DayMs < _store.Spans.Floor(level))
                continue;
            _putPage.Bind(1, PageKey.Of(level, day, PageKey.BucketOf(key))).Bind(2, _pages[i].Finish()).Run();
            _store.Spans.Note(level, day);
        }
        _clean.Bind(1, key).Run();
    }
}
