using System.Buffers;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>Writes samples down as they came, sorted by bucket: a row for each, and the series that are new.</summary>
internal sealed class FlushWriter
{
    /// <summary>How far ahead of the server's clock a sample may be, in milliseconds: a day.</summary>
    private const long FutureMs = PageKey.DayMs;

    private readonly HistoryStore _store;
    private readonly SqliteHistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly ArrayBufferWriter<byte> _labels = new();
    private readonly RawStatement _addSeries;
    private readonly RawStatement _dropSeries;
    private readonly RawStatement _addFresh;
    private readonly RawStatement _addFlush;
    private int[] _numbers = []; // bound: samples of a write
    private int[] _order = []; // bound: samples of a write
    private int[] _ends = []; // bound: buckets
    private byte[] _row = []; // bound: samples of a write
    private long _nextFlush;
    private Flush _flush;
    private int _stored;
    private int _taken;
    private long _outOfTime;

    public FlushWriter(HistoryStore store, SqliteHistoryOptions options, TimeProvider time)
    {
        (_store, _options, _time) = (store, options, time);
        _addSeries = store.Writer.Prepare("INSERT OR REPLACE INTO series (id, source, labels, last) VALUES (?1, ?2, ?3, ?4)");
        _dropSeries = store.Writer.Prepare("DELETE FROM series WHERE id = ?1");
        _addFresh = store.Writer.Prepare("INSERT INTO fresh (key, data) VALUES (?1, ?2)");
        _addFlush = store.Writer.Prepare("INSERT INTO flush (number, first_time, last_time) VALUES (?1, ?2, ?3)");
        var flushes = store.Flushes();
        _nextFlush = flushes.Length == 0 ? 1 : flushes[^1].Number + 1;
    }

    /// <summary>Samples older than all that is kept, or further ahead of the clock than a day.</summary>
    public long OutOfTime => Volatile.Read(ref _outOfTime);

    /// <summary>Samples of hours before this count as late; ms since 1970-01-01 UTC.</summary>
    public long ClosedBefore { get; set; } = long.MinValue;

    /// <summary>Writes; inside a change. What is known of it in memory is only told by <see cref="Commit"/>.</summary>
    public void Write(ReadOnlySpan<MetricSample> samples)
    {
        _taken = Sort(samples);
        var series = _store.Series;
        WriteSeries(series);
        if (_taken == 0)
        {
            _flush = default;
            return;
        }
        var (first, last) = (long.MaxValue, long.MinValue);
        var start = 0;
        for (var bucket = 0; bucket < series.Buckets; bucket++)
        {
            var end = _ends[bucket];
            if (end == start)
                continue;
            var (earliest, latest) = WriteRow(samples, bucket, _order.AsSpan(start..end));
            (first, last) = (Math.Min(first, earliest), Math.Max(last, latest));
            start = end;
        }
        _flush = new Flush(_nextFlush, first, last);
        _addFlush.Bind(1, _flush.Number).Bind(2, first).Bind(3, last).Run();
    }

    /// <summary>The change is in the file.</summary>
    public void Commit()
    {
        var series = _store.Series;
        series.Stored = _stored;
        series.Departed.Clear();
        if (_flush.Number == 0)
            return;
        _nextFlush++;
        for (var bucket = 0; bucket < series.Buckets; bucket++)
        {
            if (_ends[bucket] > (bucket == 0 ? 0 : _ends[bucket - 1]))
                series.Bucket(bucket)!.LastFlush = _flush.Number;
        }
        _store.Waiting += _taken;
        _store.Add(_flush);
    }

    /// <summary>Puts the samples that are taken into the order of their buckets, by counting; returns how many they are.</summary>
    private int Sort(ReadOnlySpan<MetricSample> samples)
    {
        if (_numbers.Length < samples.Length)
            (_numbers, _order) = (new int[samples.Length], new int[samples.Length]);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var oldest = Math.Max(0, now - (long)_options.Hours.TotalMilliseconds);
        var register = _store.Series;
        var outOfTime = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            ref readonly var sample = ref samples[i];
            if (sample.Timestamp >= oldest && sample.Timestamp <= now + FutureMs)
            {
                _numbers[i] = register.NumberOf(sample.Series, now);
            }
            else
            {
                _numbers[i] = -1;
                outOfTime++;
            }
        }
        if (outOfTime > 0)
            Volatile.Write(ref _outOfTime, _outOfTime + outOfTime);
        if (_ends.Length <= register.Buckets)
            _ends = new int[register.Buckets + (register.Buckets / 4) + 16];
        Array.Clear(_ends);
        var taken = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            if (_numbers[i] < 0)
                continue;
            _ends[(_numbers[i] >> PageKey.BucketShift) + 1]++;
            taken++;
        }
        for (var bucket = 1; bucket < _ends.Length; bucket++)
            _ends[bucket] += _ends[bucket - 1];
        for (var i = 0; i < samples.Length; i++)
        {
            if (_numbers[i] >= 0)
                _order[_ends[_numbers[i] >> PageKey.BucketShift]++] = i;
        }
        return taken;
    }

    private void WriteSeries(SeriesRegister series)
    {
        foreach (var number in series.Departed)
            _dropSeries.Bind(1, number).Run();
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var number = series.Stored; number < series.Limit; number++)
        {
            if (series.Index[number] is not { } labels)
                continue;
            LabelCodec.Write(labels, _labels);
            // Until its samples become pages the series counts as alive.
            _addSeries.Bind(1, number).Bind(2, series.Bucket(number >> PageKey.BucketShift)!.Sources[number % PageKey.BucketSeries]!)
                .Bind(3, _labels.WrittenSpan).Bind(4, now).Run();
        }
        _stored = series.Limit;
    }

    private (long First, long Last) WriteRow(ReadOnlySpan<MetricSample> samples, int bucket, ReadOnlySpan<int> order)
    {
        if (_row.Length < order.Length * FreshRow.MaxSampleBytes)
            _row = new byte[order.Length * FreshRow.MaxSampleBytes];
        var known = _store.Series.Bucket(bucket)!;
        var (first, last) = (long.MaxValue, long.MinValue);
        var (at, time, late) = (0, 0L, 0);
        foreach (var i in order)
        {
            ref readonly var sample = ref samples[i];
            var series = _numbers[i] % PageKey.BucketSeries;
            at += FreshRow.Write(series, sample.Timestamp, sample.Value, ref time, _row.AsSpan(at));
            known.Note(series, sample.Timestamp, sample.Timestamp);
            first = Math.Min(first, sample.Timestamp);
            last = Math.Max(last, sample.Timestamp);
            late += sample.Timestamp < ClosedBefore ? 1 : 0;
        }
        _store.Late += late;
        _addFresh.Bind(1, PageKey.Of(_nextFlush, bucket)).Bind(2, _row.AsSpan(0, at)).Run();
        return (first, last);
    }
}
