using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// Gives the cache its window back when the program starts: the packed hours first, newest to oldest, whose blocks it
/// takes as they are, then what no page holds yet, as it came. Stops where the cache has no room for more.
/// </summary>
internal sealed class Refill(HistoryStore store, TimeSeriesCache cache, TimeProvider time)
{
    private const long Unknown = 0;
    private const long NoPlace = -1;

    private readonly long[] _references = new long[store.Series.Limit]; // bound: numbers given out
    private readonly BucketSamples _samples = new();
    private readonly List<Block> _blocks = []; // bound: blocks of a series' hour
    private readonly SampleColumns _columns = new();
    private MetricSample[] _batch = []; // bound: samples of a flush's bucket

    private readonly record struct Block(long First, long Last, int Offset, int Length);

    /// <summary>Fills the cache; returns from when on it holds all that the store holds.</summary>
    public long Run()
    {
        var oldest = time.GetUtcNow().ToUnixTimeMilliseconds() - (long)cache.Retention.TotalMilliseconds;
        var any = store.Series.Index.Count > 0;
        var complete = AddPages(oldest);
        AddFresh();
        return any ? complete : long.MinValue;
    }

    private long AddPages(long oldest)
    {
        using var pages = store.Writer.Prepare("SELECT key, data FROM page WHERE key >= ?1 AND key < ?2 ORDER BY key");
        var (first, last) = store.Spans.Within(PageKey.Raw, oldest, long.MaxValue);
        for (var hour = last; hour >= first; hour--)
        {
            pages.Bind(1, PageKey.Of(PageKey.Raw, hour, 0)).Bind(2, PageKey.Of(PageKey.Raw, hour + 1, 0));
            var hasRoom = true;
            while (hasRoom && pages.Step())
                hasRoom = AddPage(new Page(pages.Blob(1)), PageKey.BucketOf(pages.Number(0)), hour * PageKey.HourMs, oldest);
            if (hasRoom)
                continue;
            pages.Reset();
            return (hour + 1) * PageKey.HourMs;
        }
        return oldest;
    }

    private bool AddPage(Page page, int bucket, long start, long oldest)
    {
        while (page.MoveNext())
        {
            var series = Resolve((bucket << PageKey.BucketShift) + page.Series);
            if (!series.IsNone && !AddBlocks(page.Octets, start, oldest, series))
                return false;
        }
        return true;
    }

    private bool AddBlocks(ReadOnlySpan<byte> octets, long start, long oldest, SeriesRef series)
    {
        _blocks.Clear();
        var rest = octets;
        while (RawSeries.Next(ref rest, start, out var first, out var last, out var block))
        {
            if (last >= oldest)
                _blocks.Add(new Block(first, last, octets.Length - rest.Length - block.Length, block.Length));
        }
        for (var i = _blocks.Count - 1; i >= 0; i--)
        {
            var block = octets.Slice(_blocks[i].Offset, _blocks[i].Length);
            switch (cache.Adopt(series, _blocks[i].First, _blocks[i].Last, block))
            {
                case AdoptResult.NoRoom:
                    return false;
                case AdoptResult.Overlaps:
                    Append(block, _blocks[i].First, series);
                    break;
            }
        }
        return true;
    }

    /// <summary>Adds a block's samples one by one: the series has been brought a sample already by someone else.</summary>
    private void Append(ReadOnlySpan<byte> block, long first, SeriesRef series)
    {
        _columns.Clear();
        var room = _columns.Reserve(SampleBlock.Samples(block) + SampleBlock.Slack);
        _columns.Advance(SampleBlock.Unpack(block, first, long.MinValue, long.MaxValue, room.Timestamps.Span, room.Values.Span));
        for (var i = 0; i < _columns.Count; i++)
            cache.Append(series, _columns.Timestamps[i], _columns.Values[i]);
    }

    private void AddFresh()
    {
        using var rows = store.Writer.Prepare("SELECT key, data FROM fresh ORDER BY key");
        while (rows.Step())
        {
            var bucket = PageKey.BucketOf(rows.Number(0));
            if (store.Series.Bucket(bucket) is not { } known)
                continue;
            known.LastFlush = PageKey.SpanOf(rows.Number(0));
            _samples.Clear();
            FreshRow.Read(rows.Blob(1), long.MinValue, long.MaxValue, UInt128.MaxValue, _samples);
            if (_batch.Length < _samples.Count)
                _batch = new MetricSample[_samples.Count];
            for (var i = 0; i < _samples.Count; i++)
            {
                var (series, timestamp, value) = _samples[i];
                known.Note(series, timestamp, timestamp);
                _batch[i] = new MetricSample(Resolve((bucket << PageKey.BucketShift) + series), timestamp, value);
            }
            cache.Append(_batch.AsSpan(0, _samples.Count));
            store.Waiting += _samples.Count;
        }
    }

    private SeriesRef Resolve(int number)
    {
        ref var reference = ref _references[number];
        if (reference == Unknown)
        {
            reference = NoPlace;
            if (store.Series.Index[number] is { } labels && store.Series.Bucket(number >> PageKey.BucketShift)?.Sources[number % PageKey.BucketSeries] is { } source)
                reference = cache.Resolve(source, labels) is { IsNone: false } born ? born.Id : NoPlace;
        }
        return reference == NoPlace ? SeriesRef.None : new SeriesRef(reference);
    }
}
