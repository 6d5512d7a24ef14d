using System.Runtime.InteropServices;
using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Watching;

/// <summary>
/// Every series that is watched for anomalies. Rows go in by rule, and what is unusual goes into the book. Safe from any
/// thread, one at a time.
/// </summary>
public sealed class AnomalyWatch(AnomalyBook book, int mostSeries)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Rule, Labels Labels), WatchedSeries> _series = []; // bound: mostSeries
    private readonly Dictionary<(string Rule, Labels Labels), double> _thresholds = []; // bound: what operators marked, mostSeries
    private readonly Dictionary<string, PeerPool> _pools = new(StringComparer.Ordinal); // bound: rules
    private long _refused;

    /// <summary>What is unusual.</summary>
    public AnomalyBook Book => book;

    /// <summary>Series that are watched.</summary>
    public int Series
    {
        get
        {
            lock (_gate)
                return _series.Count;
        }
    }

    /// <summary>Times that a series was not taken because there were too many.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Whether rows of a rule hold a series that is not known yet, whose past is worth learning.</summary>
    public bool KnowsAll(WatchRule rule, IReadOnlyList<RangeSeries> rows)
    {
        lock (_gate)
            return _series.Count >= mostSeries || rows.All(r => _series.ContainsKey((rule.Name, r.Labels)));
    }

    /// <summary>Takes rows in: of each series those that are later than all before.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="rows">What its query came to over a time.</param>
    /// <param name="judged">Gets what was thought of each row.</param>
    /// <returns>The anomalies that began, went on worse or ended, as they are now.</returns>
    public IReadOnlyList<Anomaly> Observe(WatchRule rule, IReadOnlyList<RangeSeries> rows, ICollection<WatchedRow> judged)
    {
        var changes = new Dictionary<long, Anomaly>(); // bound: rows
        lock (_gate)
        {
            if (rule.ComparesPeers)
            {
                ObserveRounds(rule, rows, judged, changes);
                return [.. changes.Values];
            }
            foreach (var row in rows)
            {
                if (SeriesOf(rule, row.Labels) is not { } series)
                    continue;
                for (var i = 0; i < row.Timestamps.Length; i++)
                    Observe(series, row.Timestamps[i], row.Values[i], null, judged, changes);
            }
        }
        return [.. changes.Values];
    }

    // Time by time, since each round is compared within itself. What came late is compared with all that was there by then.
    private void ObserveRounds(WatchRule rule, IReadOnlyList<RangeSeries> rows, ICollection<WatchedRow> judged, Dictionary<long, Anomaly> changes)
    {
        ref var pool = ref CollectionsMarshal.GetValueRefOrAddDefault(_pools, rule.Name, out _);
        pool ??= new PeerPool();
        var series = rows.Select(r => SeriesOf(rule, r.Labels)).ToArray();
        var next = new int[rows.Count];
        var values = new double[rows.Count];
        while (true)
        {
            var time = long.MaxValue;
            for (var i = 0; i < next.Length; i++)
            {
                if (next[i] < rows[i].Timestamps.Length)
                    time = Math.Min(time, rows[i].Timestamps[next[i]]);
            }
            if (time == long.MaxValue)
                return;
            var isNew = false;
            for (var i = 0; i < next.Length; i++)
            {
                var isIn = next[i] < rows[i].Timestamps.Length && rows[i].Timestamps[next[i]] == time;
                values[i] = isIn ? rows[i].Values[next[i]++] : double.NaN;
                isNew |= isIn && series[i]?.LastTime < time;
            }
            if (!isNew)
                continue;
            pool.Begin(values);
            for (var i = 0; i < values.Length; i++)
            {
                if (series[i] is { } one)
                    Observe(one, time, values[i], pool, judged, changes);
            }
        }
    }

    private void Observe(WatchedSeries series, long time, double value, PeerPool? pool, ICollection<WatchedRow> judged, Dictionary<long, Anomaly> changes)
    {
        if (time <= series.LastTime || !double.IsFinite(value))
            return;
        judged.Add(series.Observe(time, value, pool, out var changed));
        if (changed is not null)
            Note(series, changed, changes);
    }

    /// <summary>Ends what nothing more is known of: series that fell silent.</summary>
    /// <param name="now">Milliseconds since 1970-01-01 UTC.</param>
    public IReadOnlyList<Anomaly> EndSilent(long now)
    {
        var changes = new Dictionary<long, Anomaly>(); // bound: mostSeries
        lock (_gate)
        {
            foreach (var series in _series.Values)
            {
                if (series.EndWhereSilent(now) is { } ended)
                    Note(series, ended, changes);
            }
        }
        return [.. changes.Values];
    }

    /// <summary>Notes what an operator said of an anomaly, and lets its series learn from it.</summary>
    /// <returns>The anomaly and the threshold that its series has now; null where there is no anomaly of that number.</returns>
    public (Anomaly Anomaly, double Threshold)? Mark(long id, AnomalyMark mark, string by)
    {
        lock (_gate)
        {
            if (book.Mark(id, mark, by) is not { } anomaly)
                return null;
            var key = (anomaly.Rule, anomaly.Labels);
            if (!_series.TryGetValue(key, out var series))
                return (anomaly, _thresholds.GetValueOrDefault(key));
            series.Learn(mark, anomaly.TailScore);
            _thresholds[key] = series.Threshold;
            return (anomaly, series.Threshold);
        }
    }

    /// <summary>The tail score from which on a series is called unusual; null where it is not watched.</summary>
    public double? ThresholdOf(string rule, Labels labels)
    {
        lock (_gate)
            return _series.TryGetValue((rule, labels), out var series) ? series.Threshold : null;
    }

    /// <summary>Puts back a threshold that operators' words had come to.</summary>
    public void Restore(string rule, Labels labels, double threshold)
    {
        lock (_gate)
        {
            if (_thresholds.Count < mostSeries)
                _thresholds[(rule, labels)] = threshold;
        }
    }

    /// <summary>The state of every series, and of each rule's peers, so that <see cref="Restore(WatchRule, WatchedState)"/> goes on from it.</summary>
    public IReadOnlyList<WatchedState> States()
    {
        lock (_gate)
        {
            return [.. _series.Values.Select(static s =>
            {
                var state = new byte[s.StateBytes];
                s.Write(state);
                return new WatchedState(s.Rule.Name, s.Labels, s.LastTime, state);
            }), .. _pools.Select(static p =>
            {
                var state = new byte[p.Value.StateBytes];
                p.Value.Write(state);
                return new WatchedState(p.Key, Labels.Empty, 0, state);
            })];
        }
    }

    /// <summary>Puts back the state of a series; where it is of another version the series is learnt anew.</summary>
    public void Restore(WatchRule rule, WatchedState state)
    {
        lock (_gate)
        {
            if (rule.ComparesPeers && state.Labels.Count == 0)
            {
                var pool = new PeerPool();
                if (pool.TryRead(state.State.Span))
                    _pools[rule.Name] = pool;
                return;
            }
            if (_series.Count >= mostSeries)
                return;
            var series = New(rule, state.Labels);
            if (!series.TryRead(state.State.Span, state.LastTime))
                return;
            series.Resume(book.All.Values.LastOrDefault(a => a.Until is null && a.Rule == rule.Name && a.Labels.Equals(state.Labels)));
            _series[(rule.Name, state.Labels)] = series;
        }
    }

    /// <summary>Ends anomalies that were open when the program ended and whose series are not known any more.</summary>
    public IReadOnlyList<Anomaly> EndOrphans()
    {
        lock (_gate)
        {
            var open = _series.Values.Select(static s => s.Open?.Id).ToHashSet(); // bound: mostSeries
            return [.. book.Open.Where(a => !open.Contains(a.Id)).Select(a => book.Put(a with { Until = a.WorstAt }))];
        }
    }

    /// <summary>Forgets the series of a rule that had no sample since a time.</summary>
    /// <param name="since">Milliseconds since 1970-01-01 UTC.</param>
    public void ForgetSilent(long since)
    {
        lock (_gate)
        {
            foreach (var (key, series) in _series)
            {
                if (series.LastTime < since)
                    _series.Remove(key);
            }
        }
    }

    private WatchedSeries? SeriesOf(WatchRule rule, Labels labels)
    {
        var key = (rule.Name, labels);
        if (_series.TryGetValue(key, out var known) && ReferenceEquals(known.Rule, rule))
            return known;
        if (known is null && _series.Count >= mostSeries)
        {
            Interlocked.Increment(ref _refused);
            return null;
        }
        return _series[key] = New(rule, labels);
    }

    private WatchedSeries New(WatchRule rule, Labels labels)
    {
        var series = new WatchedSeries(rule, labels);
        if (_thresholds.TryGetValue((rule.Name, labels), out var threshold))
            series.Threshold = threshold;
        return series;
    }

    private void Note(WatchedSeries series, Anomaly changed, Dictionary<long, Anomaly> changes)
    {
        var noted = book.Put(changed);
        series.NameOpen(noted.Id);
        changes[noted.Id] = noted;
    }
}
