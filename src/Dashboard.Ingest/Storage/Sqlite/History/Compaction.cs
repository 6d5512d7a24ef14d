using System.Buffers;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// Makes pages of the hours that are over: takes every flush up to the last that has samples of such an hour, bucket by
/// bucket, each in one change: pages written, flushed rows gone, what belongs to the open hour put back as one row. At
/// any moment a sample is in one place; wherever the process is killed, the next run goes on.
/// </summary>
internal sealed class Compaction
{
    /// <summary>How long after its end an hour is waited for.</summary>
    public const long GraceMs = 5 * 60_000;

    /// <summary>Late samples that are worth a run of their own, if they are also one in four.</summary>
    private const long ManyLate = 1_000_000;

    private static readonly UInt128 Everything = UInt128.MaxValue;

    private readonly HistoryStore _store;
    private readonly FlushWriter _flushes;
    private readonly TimeProvider _time;
    private readonly RawStatement _putPage;
    private readonly RawStatement _dropFresh;
    private readonly RawStatement _putFresh;
    private readonly RawStatement _putDirty;
    private readonly RawStatement _putFlush;
    private readonly RawStatement _dropFlushes;
    private readonly RawStatement _noteLast;
    private readonly BucketSamples _fresh = new();
    private readonly BucketSamples _hour = new();
    private readonly PageBuilder _samples = new();
    private readonly LateRollUps _late = new();
    private readonly RollUpRows _rows = new(PageKey.Minutes);
    private readonly PageBuilder _rollUps = new();
    private readonly RollUpSeries _codec = new();
    private readonly SampleColumns _columns = new();
    private readonly List<(long Key, byte[] Rented, int Length)> _pages = []; // bound: hours that a bucket's flushed samples lie in, twice
    private readonly List<long> _days = []; // bound: as _pages
    private byte[] _left = new byte[4096]; // bound: a bucket's samples of the open hour
    private long _closed = long.MinValue;
    private long _waiting;

    public Compaction(HistoryStore store, FlushWriter flushes, TimeProvider time)
    {
        (_store, _flushes, _time) = (store, flushes, time);
        _putPage = store.Writer.Prepare("INSERT OR REPLACE INTO page (key, data) VALUES (?1, ?2)");
        _dropFresh = store.Writer.Prepare("DELETE FROM fresh WHERE key = ?1");
        _putFresh = store.Writer.Prepare("INSERT OR REPLACE INTO fresh (key, data) VALUES (?1, ?2)");
        _putDirty = store.Writer.Prepare("INSERT OR IGNORE INTO dirty (key) VALUES (?1)");
        _putFlush = store.Writer.Prepare("INSERT OR REPLACE INTO flush (number, first_time, last_time) VALUES (?1, ?2, ?3)");
        _dropFlushes = store.Writer.Prepare("DELETE FROM flush WHERE number <= ?1");
        _noteLast = store.Writer.Prepare("UPDATE series SET last = ?2 WHERE id = ?1");
    }

    /// <summary>Up to where hours have been packed; ms since 1970-01-01 UTC.</summary>
    public long Closed => _closed;

    /// <summary>The end of the last hour that is over, as of now; ms since 1970-01-01 UTC.</summary>
    public long ClosedBefore => (NowMs - GraceMs) / PageKey.HourMs * PageKey.HourMs;

    /// <summary>Milliseconds since the end of the oldest hour that is over and not packed; 0 where there is none.</summary>
    public long LagMs
    {
        get
        {
            var oldest = _store.Flushes().Select(static f => f.First).DefaultIfEmpty(long.MaxValue).Min();
            return oldest >= ClosedBefore ? 0 : NowMs - ((oldest / PageKey.HourMs) + 1) * PageKey.HourMs;
        }
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Packs what there is to pack; returns whether there was anything.</summary>
    /// <exception cref="IOException">The file could not be read or changed; what was packed before stays so.</exception>
    public async Task<bool> Run(CancellationToken cancellationToken)
    {
        var closed = ClosedBefore;
        var flushes = _store.Flushes();
        var count = Array.FindLastIndex(flushes, f => f.First < closed) + 1;
        if (count == 0)
        {
            _flushes.ClosedBefore = _closed = closed;
            return false;
        }
        if (closed == _closed && _store.Late < Math.Max(ManyLate, _store.Waiting / 4))
            return false;
        _flushes.ClosedBefore = closed;
        _store.Late = 0;
        _waiting = 0;
        var waiting = _store.Waiting;
        flushes = flushes[..count];
        var all = new Flush(flushes[^1].Number, flushes.Min(static f => f.First), flushes.Max(static f => f.Last));
        // Whoever looks for what is put back under the last flush's number must find that flush. In memory all stay until
        // the end: a run that is broken off is done again with the same flushes.
        await _store.Change(() => _putFlush.Bind(1, all.Number).Bind(2, all.First).Bind(3, all.Last).Run(), null, cancellationToken);
        var left = new Flush(all.Number, long.MaxValue, long.MinValue);
        for (var bucket = 0; bucket < _store.Series.Buckets; bucket++)
        {
            if (_store.Series.Bucket(bucket) is { LastFlush: > 0 })
                left = await Run(bucket, flushes, closed, left, cancellationToken);
        }
        await _store.Change(() => End(left), () =>
        {
            _store.Replace(left.Number, left.Last < left.First ? null : left);
            _store.Waiting += _waiting - waiting;
        }, cancellationToken);
        _closed = closed;
        return true;
    }

    private void End(Flush left)
    {
        _dropFlushes.Bind(1, left.Number).Run();
        if (left.First <= left.Last)
            _putFlush.Bind(1, left.Number).Bind(2, left.First).Bind(3, left.Last).Run();
    }

    private async Task<Flush> Run(int bucket, Flush[] flushes, long closed, Flush left, CancellationToken cancellationToken)
    {
        _fresh.Clear();
        var rows = new List<long>(flushes.Length);
        var kept = 0;
        try
        {
            _store.Read(reader =>
            {
                foreach (var flush in flushes)
                {
                    if (reader.Fresh(flush.Number, bucket, long.MinValue, long.MaxValue, Everything, _fresh))
                        rows.Add(PageKey.Of(flush.Number, bucket));
                }
                foreach (var hour in _fresh.Spans(PageKey.HourMs))
                {
                    if (hour < closed / PageKey.HourMs)
                        Pack(reader, bucket, hour);
                }
            });
            if (rows.Count == 0)
                return left;
            kept = Keep(closed, ref left);
            var lastRow = PageKey.Of(left.Number, bucket);
            await _store.Change(() => Write(bucket, rows, lastRow, kept), () => Done(bucket, left.Number, kept > 0), cancellationToken);
            return left;
        }
        finally
        {
            foreach (var (_, rented, _) in _pages)
                ArrayPool<byte>.Shared.Return(rented);
            _pages.Clear();
            _days.Clear();
        }
    }

    /// <summary>Makes the pages of one hour from those that are there and what was flushed.</summary>
    private void Pack(HistoryReader reader, int bucket, long hour)
    {
        var start = hour * PageKey.HourMs;
        _hour.Clear();
        var isRaw = start >= _store.Spans.Floor(PageKey.Raw);
        if (isRaw)
            AddPage(reader, bucket, hour);
        _hour.Add(_fresh, start, start + PageKey.HourMs - 1);
        _hour.Group();
        if (isRaw)
            PackSamples(bucket, hour);
        if (start >= _store.Spans.Floor(PageKey.Minutes))
        {
            if (isRaw)
                PackMinutes(bucket, hour);
            else
                Take(PageKey.Of(PageKey.Minutes, hour, bucket), _late.Merge(reader, PageKey.Minutes, hour, bucket, _hour));
            _days.Add(start / PageKey.DayMs);
            return;
        }
        // The roll-ups of its minutes have gone: there is nothing that the day's could be made from anew.
        for (var level = PageKey.Quarters; level <= PageKey.Hours; level++)
        {
            var day = start / PageKey.DayMs;
            var key = PageKey.Of(level, day, bucket);
            if (day * PageKey.DayMs < _store.Spans.Floor(level))
                continue;
            var earlier = _pages.FindLastIndex(p => p.Key == key);
            Take(key, earlier < 0 ? _late.Merge(reader, level, day, bucket, _hour) : _late.Merge(level, day, new Page(_pages[earlier].Rented.AsSpan(0, _pages[earlier].Length)), _hour));
        }
    }

    private void AddPage(HistoryReader reader, int bucket, long hour)
    {
        var page = reader.Open(PageKey.Raw, hour, bucket);
        while (page.MoveNext())
        {
            _columns.Clear();
            RawSeries.Read(page.Octets, hour * PageKey.HourMs, long.MinValue, long.MaxValue, _columns);
            _hour.Add(page.Series, _columns.Timestamps, _columns.Values);
        }
        reader.Close();
    }

    private void PackSamples(int bucket, long hour)
    {
        _samples.Clear();
        for (var series = 0; series < PageKey.BucketSeries; series++)
        {
            var timestamps = _hour.Timestamps(series);
            if (!timestamps.IsEmpty)
                RawSeries.Write(_samples, series, hour * PageKey.HourMs, timestamps, _hour.Values(series));
        }
        Take(PageKey.Of(PageKey.Raw, hour, bucket), _samples);
    }

    private void PackMinutes(int bucket, long hour)
    {
        _rollUps.Clear();
        for (var series = 0; series < PageKey.BucketSeries; series++)
        {
            _rows.Clear();
            _rows.Add(_hour.Timestamps(series), _hour.Values(series));
            if (_rows.Count > 0)
                _codec.Write(_rollUps, series, hour * PageKey.HourMs, _rows);
        }
        Take(PageKey.Of(PageKey.Minutes, hour, bucket), _rollUps);
    }

    private void Take(long key, PageBuilder page)
    {
        if (page.IsEmpty)
            return;
        var octets = page.Finish();
        var rented = ArrayPool<byte>.Shared.Rent(octets.Length);
        octets.CopyTo(rented);
        _pages.Add((key, rented, octets.Length));
    }

    /// <summary>Writes down what belongs to the open hour, in the order of arrival; returns how many octets that takes.</summary>
    private int Keep(long closed, ref Flush left)
    {
        var (at, time) = (0, 0L);
        for (var i = 0; i < _fresh.Count; i++)
        {
            var (series, timestamp, value) = _fresh[i];
            if (timestamp < closed)
                continue;
            if (at + FreshRow.MaxSampleBytes > _left.Length)
                Array.Resize(ref _left, _left.Length * 2);
            at += FreshRow.Write(series, timestamp, value, ref time, _left.AsSpan(at));
            _waiting++;
            left = left with { First = Math.Min(left.First, timestamp), Last = Math.Max(left.Last, timestamp) };
        }
        return at;
    }

    private void Write(int bucket, List<long> rows, long lastRow, int kept)
    {
        foreach (var (key, rented, length) in _pages)
        {
            _putPage.Bind(1, key).Bind(2, rented.AsSpan(0, length)).Run();
            _store.Spans.Note((int)(key >> 56), PageKey.SpanOf(key));
        }
        foreach (var day in _days)
            _putDirty.Bind(1, PageKey.Of(day, bucket)).Run();
        foreach (var row in rows)
            _dropFresh.Bind(1, row).Run();
        if (kept > 0)
            _putFresh.Bind(1, lastRow).Bind(2, _left.AsSpan(0, kept)).Run();
        var known = _store.Series.Bucket(bucket)!;
        for (var series = 0; series < PageKey.BucketSeries; series++)
        {
            if (known.Last[series] > long.MinValue)
                _noteLast.Bind(1, (bucket << PageKey.BucketShift) + series).Bind(2, known.Last[series]).Run();
        }
    }

    private void Done(int bucket, long number, bool isLeft)
    {
        var known = _store.Series.Bucket(bucket)!;
        if (known.LastFlush <= number)
            known.LastFlush = isLeft ? number : 0;
    }
}
