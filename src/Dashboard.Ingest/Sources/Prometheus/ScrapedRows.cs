using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>
/// What one target has shown: each series as the octets it is written as, with what it stands for and when it was seen.
/// Targets write the same page again and again, so a line is first held against the row that came next last time. Used by
/// one thread at a time; allocates nothing for rows that are known.
/// </summary>
/// <remarks>
/// Rows without a series are comments, kept so that a known one need not be read. Row 0 stands before the first. A known page
/// of node_exporter, 114 octets a sample with its comments, is read in 36 ns a sample and put into the cache in 62
/// (bench.sh scrape, two cores with a load of 17 besides).
/// </remarks>
internal sealed class ScrapedRows
{
    private const int FewRows = 256;

    private readonly Dictionary<SeriesRef, int> _owners = []; // bound: as _rows
    private byte[] _text = []; // bound: pages of HttpPullOptions.MaxBodyBytes, three at most
    private Row[] _rows = new Row[FewRows]; // bound: lines of as many pages
    private long[] _index = new long[2 * FewRows]; // bound: twice to four times _rows
    private int _textLength;
    private int _count = 1;
    private int _previous;
    private long _reading = 1;
    private long _lastReading;
    private int _used;
    private int _lastUsed;
    private int _kept;
    private int _live;

    /// <summary>The series that octets stand for, which stood for another so far.</summary>
    public delegate SeriesRef Resolver(ReadOnlySpan<byte> text, SeriesRef known);

    /// <summary>Series that the reading under way has shown.</summary>
    public int Seen { get; private set; }

    /// <summary>Rows that are known, comments among them.</summary>
    public int Count => _count - 1;

    /// <summary>Starts a reading.</summary>
    public void Begin()
    {
        _reading++;
        (_previous, _used, _kept, Seen) = (0, 0, 0, 0);
    }

    /// <summary>The row that came next last time, where the text begins with it; 0 otherwise.</summary>
    public int Expected(ReadOnlySpan<byte> text)
    {
        ref readonly var row = ref _rows[_rows[_previous].Next];
        return text.StartsWith(_text.AsSpan(row.Start, row.Length)) ? _rows[_previous].Next : 0;
    }

    /// <summary>The row with these octets; 0 where there is none.</summary>
    public int Find(ReadOnlySpan<byte> text) => Find(text, OctetHash.Of(text), out _);

    /// <summary>Octets of a row.</summary>
    public int LengthOf(int number) => _rows[number].Length;

    /// <summary>The series of a row; none for a comment.</summary>
    public SeriesRef SeriesOf(int number) => _rows[number].Series;

    /// <summary>A number that is remembered beside a row: what its exemplar was.</summary>
    public ref ulong MarkOf(int number) => ref _rows[number].Mark;

    /// <summary>Remembers a row that is not known yet. Returns its number.</summary>
    public int Learn(ReadOnlySpan<byte> text, SeriesRef series)
    {
        if (_count == _rows.Length)
            Array.Resize(ref _rows, _count * 2);
        if (_textLength + text.Length > _text.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _textLength + text.Length));
        text.CopyTo(_text.AsSpan(_textLength));
        var number = _count++;
        // What is written in two ways is one series still.
        if (series.IsNone || !_owners.TryGetValue(series, out var owner))
            owner = number;
        if (owner == number && !series.IsNone)
            _owners[series] = number;
        _rows[number] = new Row { Start = _textLength, Length = text.Length, Series = series, Owner = owner };
        _textLength += text.Length;
        var hash = OctetHash.Of(text);
        Find(text, hash, out var place);
        _index[place] = OctetIndex.Entry(hash, number);
        if (_count * 2 > _index.Length)
            _index = OctetIndex.Doubled(_index);
        return number;
    }

    /// <summary>A comment comes next.</summary>
    public void Pass(int number) => Follow(number);

    /// <summary>A sample of a row comes next; whether it counts, which it does not where its series came before.</summary>
    /// <param name="number">The row.</param>
    /// <param name="hasTime">Whether the sample has a time of its own: then there may be more of its series, and the end of that is not marked.</param>
    public bool See(int number, bool hasTime)
    {
        Follow(number);
        ref var row = ref _rows[_rows[number].Owner];
        if (row.Seen == _reading)
            return hasTime;
        _kept += row.Seen == _lastReading ? 1 : 0;
        (row.Seen, row.HasTime) = (_reading, hasTime);
        Seen++;
        return true;
    }

    /// <summary>Ends a reading that is taken, and marks the end of series that it did not show.</summary>
    public void End(long timestamp, TelemetryBatch<MetricSample> into)
    {
        if (_kept < _live)
            MarkEnds(_lastReading, timestamp, into);
        (_lastReading, _lastUsed, _live) = (_reading, _used, Seen);
        if (_count > FewRows && _count > 2 * _used)
            Rebuild(static (_, series) => series);
    }

    /// <summary>Ends a reading that is worthless, or comes upon none, and marks the end of all series.</summary>
    public void EndAll(long timestamp, TelemetryBatch<MetricSample> into)
    {
        if (_live > 0)
        {
            MarkEnds(_lastReading, timestamp, into);
            MarkEnds(_reading, timestamp, into);
        }
        (_lastReading, _live) = (-1, 0);
        _reading++;
        if (_count > FewRows && _count > 2 * _lastUsed)
            Clear();
    }

    /// <summary>Finds the series of all rows anew, and lets go of rows that the last page did not have.</summary>
    public void Rebuild(Resolver resolve)
    {
        var (text, rows, count) = (_text, _rows, _count);
        Clear();
        foreach (ref readonly var row in rows.AsSpan(1, count - 1))
        {
            if (row.Used != _lastReading)
                continue;
            var octets = text.AsSpan(row.Start, row.Length);
            var series = row.Series.IsNone ? SeriesRef.None : resolve(octets, row.Series);
            if (series.IsNone && !row.Series.IsNone)
                continue;
            var number = Learn(octets, series);
            ref var kept = ref _rows[number];
            (kept.Used, kept.Mark) = (row.Used, row.Mark);
            ref var owner = ref _rows[kept.Owner];
            if (series.IsNone || owner.Seen == _lastReading)
                continue;
            (owner.Seen, owner.HasTime) = (_lastReading, rows[row.Owner].HasTime);
            _live++;
        }
    }

    private void Clear()
    {
        _owners.Clear();
        (_text, _rows, _index) = ([], new Row[FewRows], new long[2 * FewRows]);
        (_textLength, _count, _previous, _live) = (0, 1, 0, 0);
    }

    private void MarkEnds(long reading, long timestamp, TelemetryBatch<MetricSample> into)
    {
        foreach (ref readonly var row in _rows.AsSpan(1, _count - 1))
        {
            if (row.Seen == reading && !row.HasTime && !row.Series.IsNone)
                into.Add(new MetricSample(row.Series, timestamp, StaleMarker.Value));
        }
    }

    private void Follow(int number)
    {
        if (_rows[_previous].Next != number)
            _rows[_previous].Next = number;
        ref var row = ref _rows[number];
        _used += row.Used == _reading ? 0 : 1;
        row.Used = _reading;
        _previous = number;
    }

    private int Find(ReadOnlySpan<byte> text, ulong hash, out int place)
    {
        var mask = _index.Length - 1;
        for (place = (int)(hash >> 32) & mask; ; place = (place + 1) & mask)
        {
            var entry = _index[place];
            if (entry == 0)
                return 0;
            ref readonly var row = ref _rows[(int)entry];
            if (OctetIndex.MayBe(entry, hash) && text.SequenceEqual(_text.AsSpan(row.Start, row.Length)))
                return (int)entry;
        }
    }

    private record struct Row
    {
        /// <summary>Where its octets are.</summary>
        public int Start;

        public int Length;

        /// <summary>The row that came next last time; 0 where none is known.</summary>
        public int Next;

        /// <summary>The first row of the same series, which keeps when that was seen.</summary>
        public int Owner;

        public SeriesRef Series;

        /// <summary>The last reading that had these octets.</summary>
        public long Used;

        /// <summary>Of an owner: the last reading that had its series.</summary>
        public long Seen;

        public ulong Mark;

        public bool HasTime;
    }
}
