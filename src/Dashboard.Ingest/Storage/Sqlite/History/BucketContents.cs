namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// What the file holds of some series of one bucket within a time, as of one moment: their parts of pages in the order
/// of time, and the samples that no page holds yet. Meant to be loaded again and again.
/// </summary>
internal sealed class BucketContents
{
    private readonly List<PagePart>[] _parts = new List<PagePart>[PageKey.BucketSeries]; // bound: spans of the time
    private readonly List<long> _flushes = []; // bound: flushes of some hours
    private byte[] _octets = []; // bound: what the pages hold of the series
    private int _end;

    public BucketContents()
    {
        for (var series = 0; series < _parts.Length; series++)
            _parts[series] = [];
    }

    /// <summary>Samples that no page holds yet, grouped.</summary>
    public BucketSamples Fresh { get; } = new();

    /// <summary>The parts of pages that hold a series, in the order of time.</summary>
    public List<PagePart> Parts(int series) => _parts[series];

    public ReadOnlySpan<byte> Octets(PagePart part) => _octets.AsSpan(part.Offset, part.Length);

    /// <summary>Loads, in the place of what was there.</summary>
    /// <param name="reader">Within a read of the store.</param>
    /// <param name="spans">Which pages there may be.</param>
    /// <param name="bucket">Which bucket.</param>
    /// <param name="wanted">Which of its series, one bit each.</param>
    /// <param name="from">The first timestamp wanted.</param>
    /// <param name="to">The last timestamp wanted.</param>
    /// <param name="level">The level to be read; what is not rolled up at it yet comes from a finer one.</param>
    public void Load(HistoryReader reader, PageSpans spans, int bucket, UInt128 wanted, long from, long to, int level)
    {
        Clear();
        reader.Flushes(from, to, _flushes);
        foreach (var number in _flushes)
            reader.Fresh(number, bucket, from, to, wanted, Fresh);
        Fresh.Group();
        if (level <= PageKey.Minutes)
        {
            var (first, last) = spans.Within(level, from, to);
            for (var span = first; span <= last; span++)
                Take(reader, level, span, bucket, wanted);
            return;
        }
        LoadDays(reader, spans, bucket, wanted, from, to, level);
    }

    /// <summary>Loads the roll-ups of a minute of all series, and nothing else.</summary>
    public void LoadMinutes(HistoryReader reader, PageSpans spans, int bucket, long from, long to)
    {
        Clear();
        var (first, last) = spans.Within(PageKey.Minutes, from, to);
        for (var span = first; span <= last; span++)
            Take(reader, PageKey.Minutes, span, bucket, UInt128.MaxValue);
    }

    private void Clear()
    {
        _end = 0;
        foreach (var parts in _parts)
            parts.Clear();
        Fresh.Clear();
    }

    private void LoadDays(HistoryReader reader, PageSpans spans, int bucket, UInt128 wanted, long from, long to, int level)
    {
        const long hours = PageKey.DayMs / PageKey.HourMs;
        var (first, last) = spans.Within(level, from, to);
        var (firstHour, lastHour) = spans.Within(PageKey.Minutes, from, to);
        if (firstHour <= lastHour)
            (first, last) = (Math.Min(first, firstHour / hours), Math.Max(last, lastHour / hours));
        for (var day = first; day <= last; day++)
        {
            var canBeFiner = (day + 1) * hours > firstHour && day * hours <= lastHour;
            if (!(canBeFiner && reader.IsDirty(day, bucket)) && Take(reader, level, day, bucket, wanted))
                continue;
            for (var hour = Math.Max(firstHour, day * hours); hour <= lastHour && hour < (day + 1) * hours; hour++)
                Take(reader, PageKey.Minutes, hour, bucket, wanted);
        }
    }

    private bool Take(HistoryReader reader, int level, long span, int bucket, UInt128 wanted)
    {
        var page = reader.Open(level, span, bucket);
        var found = false;
        while (page.MoveNext())
        {
            found = true;
            if ((wanted >> page.Series & UInt128.One) == UInt128.Zero)
                continue;
            var octets = page.Octets;
            if (_end + octets.Length > _octets.Length)
                Array.Resize(ref _octets, Math.Max(_octets.Length * 2, _end + octets.Length));
            octets.CopyTo(_octets.AsSpan(_end));
            _parts[page.Series].Add(new PagePart(level, span * PageKey.SpanMs(level), _end, octets.Length));
            _end += octets.Length;
        }
        reader.Close();
        return found;
    }
}
