using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>
/// A series of a store elsewhere, with all that a query wants of it in memory. Read as roll-ups, <see cref="RollUp.Counter"/>
/// is made of the last and the largest sample of each: where the last is not the largest, the counter was reset after that.
/// Of a second reset within a roll-up nothing is known, and without the largest nothing of what a counter had grown
/// between the last roll-up and its reset.
/// </summary>
internal sealed class FetchedSeries(Labels labels, long resolution, bool withRollUps) : ISeries
{
    private readonly FetchedColumn _last = new();
    private readonly FetchedColumn[] _rollUps = withRollUps ? [new(), new(), new(), new()] : []; // Min, Max, Sum, Count

    public Labels Labels => labels;

    public long Resolution => resolution;

    public bool IsEmpty => _last.Timestamps.IsEmpty;

    /// <summary>Adds what a roll-up says.</summary>
    public void Add(RollUp rollUp, long timestamp, double value) => Column(rollUp).Add(timestamp, value);

    /// <summary>Adds a sample that is not rolled up.</summary>
    public void AddSample(long timestamp, double value)
    {
        _last.Add(timestamp, value);
        if (_rollUps.Length == 0 || StaleMarker.Is(value))
            return;
        foreach (var rollUp in (ReadOnlySpan<RollUp>)[RollUp.Min, RollUp.Max, RollUp.Sum])
            Column(rollUp).Add(timestamp, value);
        Column(RollUp.Count).Add(timestamp, 1);
    }

    public void Complete()
    {
        _last.Complete();
        foreach (var column in _rollUps)
            column.Complete();
    }

    public void Read(long from, long to, SampleColumns into) => Copy(_last, from, to, into);

    public void Read(long from, long to, RollUp rollUp, SampleColumns into)
    {
        if (rollUp == RollUp.Counter && resolution > 0)
            ReadCounter(from, to, into);
        else
            Copy(Column(rollUp), from, to, into);
    }

    private FetchedColumn Column(RollUp rollUp) =>
        _rollUps.Length == 0 || rollUp is RollUp.Last or RollUp.Counter ? _last : _rollUps[rollUp - RollUp.Min];

    private void ReadCounter(long from, long to, SampleColumns into)
    {
        var within = _last.Within(from, to);
        var timestamps = _last.Timestamps[within];
        var values = _last.Values[within];
        var (total, previous, first) = (0.0, 0.0, true);
        for (var i = 0; i < values.Length; i++)
        {
            var last = values[i];
            if (StaleMarker.Is(last))
                continue;
            if (first)
                total = last;
            else if (Peak(timestamps[i]) is var peak && peak > last && peak >= previous)
                total += peak - previous + last;
            else
                total += last < previous ? last : last - previous;
            (previous, first) = (last, false);
            into.Add(timestamps[i], total);
        }
    }

    /// <summary>The largest value of the roll-up at a time; NaN where that is not known.</summary>
    private double Peak(long timestamp)
    {
        if (_rollUps.Length == 0)
            return double.NaN;
        var peaks = Column(RollUp.Max);
        var at = peaks.Timestamps.BinarySearch(timestamp);
        return at < 0 ? double.NaN : peaks.Values[at];
    }

    private static void Copy(FetchedColumn column, long from, long to, SampleColumns into)
    {
        var within = column.Within(from, to);
        var timestamps = column.Timestamps[within];
        var (times, values) = into.Reserve(timestamps.Length);
        timestamps.CopyTo(times.Span);
        column.Values[within].CopyTo(values.Span);
        into.Advance(timestamps.Length);
    }
}
