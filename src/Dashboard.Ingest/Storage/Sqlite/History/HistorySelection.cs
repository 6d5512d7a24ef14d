using System.Runtime.InteropServices;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// Series that were selected together. Those of a bucket are loaded together when the first of them is read, and kept
/// until one of another bucket is: a query that reads them in the order it was given them loads each page once.
/// </summary>
internal sealed class HistorySelection
{
    private readonly HistoryStore _store;
    private readonly int[] _numbers; // bound: series
    private readonly long _from;
    private readonly long _to;
    private readonly int _level;
    private readonly BucketContents _contents = new();
    private readonly SampleColumns _columns = new(0);
    private readonly SampleColumns _samples = new(0);
    private readonly RollUpRows _rows = new(PageKey.Minutes);
    private readonly RollUpSeries _codec = new();
    private readonly List<RollUpPoint> _points = []; // bound: roll-ups of one series within the time
    private readonly Lock _gate = new();
    private int _bucket = -1;

    public HistorySelection(HistoryStore store, int[] numbers, long from, long to, int level)
    {
        (_store, _numbers, _from, _to, _level) = (store, numbers, from, to, level);
        var series = new HistorySeries[numbers.Length];
        var count = 0;
        foreach (var number in numbers)
        {
            if (store.Series.Index[number] is { } labels)
                series[count++] = new HistorySeries(this, number, labels);
        }
        Series = count == series.Length ? series : series[..count];
    }

    /// <summary>The series, by number.</summary>
    public IReadOnlyList<ISeries> Series { get; }

    public long Resolution => PageKey.ResolutionMs(_level);

    /// <exception cref="IOException">The file could not be read.</exception>
    public void Read(int number, long from, long to, RollUp rollUp, SampleColumns into)
    {
        (from, to) = (Math.Max(from, _from), Math.Min(to, _to));
        if (from > to)
            return;
        lock (_gate)
        {
            var bucket = number >> PageKey.BucketShift;
            if (bucket != _bucket)
                Load(bucket);
            var series = number % PageKey.BucketSeries;
            if (_level == PageKey.Raw && rollUp is not (RollUp.Count or RollUp.Counter))
                ReadSamples(series, from, to, into);
            else
                ReadPoints(series, from, to, rollUp, into);
        }
    }

    private void Load(int bucket)
    {
        _bucket = -1;
        var wanted = UInt128.Zero;
        var at = Array.BinarySearch(_numbers, bucket << PageKey.BucketShift);
        for (at = at < 0 ? ~at : at; at < _numbers.Length && _numbers[at] >> PageKey.BucketShift == bucket; at++)
            wanted |= UInt128.One << (_numbers[at] % PageKey.BucketSeries);
        _store.Read(reader => _contents.Load(reader, _store.Spans, bucket, wanted, _from, _to, _level));
        _bucket = bucket;
    }

    private void ReadSamples(int series, long from, long to, SampleColumns into)
    {
        var fresh = _contents.Fresh.Timestamps(series);
        var pages = fresh.IsEmpty ? into : _columns;
        _columns.Clear();
        foreach (var part in _contents.Parts(series))
            RawSeries.Read(_contents.Octets(part), part.Start, from, to, pages);
        if (fresh.IsEmpty)
            return;
        var within = FirstFrom(fresh, from)..(to == long.MaxValue ? fresh.Length : FirstFrom(fresh, to + 1));
        into.AddMerged(_columns.Timestamps, _columns.Values, fresh[within], _contents.Fresh.Values(series)[within]);
    }

    private void ReadPoints(int series, long from, long to, RollUp rollUp, SampleColumns into)
    {
        _points.Clear();
        if (_level == PageKey.Raw)
        {
            _samples.Clear();
            ReadSamples(series, from, to, _samples);
            for (var i = 0; i < _samples.Count; i++)
                _points.Add(RollUpPoint.Of(_samples.Timestamps[i], _samples.Values[i], rollUp));
        }
        else
        {
            foreach (var part in _contents.Parts(series))
                AddRows(part, from, to, rollUp);
            AddFresh(series, from, to, rollUp);
        }
        if (rollUp == RollUp.Counter)
            RollUpPoint.Total(CollectionsMarshal.AsSpan(_points));
        foreach (var point in _points)
            into.Add(point.Time, point.Value);
    }

    private void AddRows(PagePart part, long from, long to, RollUp rollUp)
    {
        _codec.Read(_contents.Octets(part), part.Start, _rows);
        var first = _rows.First;
        foreach (ref readonly var row in _rows.Rows)
        {
            if (row.Time >= from && row.Time <= to)
                _points.Add(new RollUpPoint(row.Time, row.Of(rollUp), first, row.Resets));
            first = double.NaN;
        }
    }

    private void AddFresh(int series, long from, long to, RollUp rollUp)
    {
        var times = _contents.Fresh.Timestamps(series);
        var values = _contents.Fresh.Values(series);
        var rows = _points.Count;
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] >= from && times[i] <= to)
                _points.Add(RollUpPoint.Of(times[i], values[i], rollUp));
        }
        // Samples that came late lie among what was rolled up before.
        if (rows > 0 && rows < _points.Count && _points[rows].Time <= _points[rows - 1].Time)
            RollUpPoint.Order(_points);
    }

    /// <summary>Where the first timestamp stands that is not before a time.</summary>
    private static int FirstFrom(ReadOnlySpan<long> timestamps, long time)
    {
        var at = timestamps.BinarySearch(time);
        return at < 0 ? ~at : at;
    }
}
