namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>Takes samples that came when their neighbours had already gone into the roll-ups that are left of these.</summary>
internal sealed class LateRollUps
{
    private readonly RollUpSeries _codec = new();
    private readonly PageBuilder _page = new();

    /// <summary>The page of a span with samples, which are grouped, taken in.</summary>
    public PageBuilder Merge(HistoryReader reader, int level, long span, int bucket, BucketSamples samples)
    {
        var page = Merge(level, span, reader.Open(level, span, bucket), samples);
        reader.Close();
        return page;
    }

    /// <summary>As the other, of a page that is at hand.</summary>
    public PageBuilder Merge(int level, long span, Page page, BucketSamples samples)
    {
        var rows = new RollUpRows(level);
        var start = span * PageKey.SpanMs(level);
        _page.Clear();
        var next = page.MoveNext();
        for (var series = 0; series < PageKey.BucketSeries; series++)
        {
            rows.Clear();
            if (next && page.Series == series)
            {
                _codec.Read(page.Octets, start, rows);
                next = page.MoveNext();
            }
            var timestamps = samples.Timestamps(series);
            for (var i = 0; i < timestamps.Length; i++)
                rows.AddLate(timestamps[i], samples.Values(series)[i]);
            if (rows.Count > 0)
                _codec.Write(_page, series, start, rows);
        }
        return _page;
    }
}
