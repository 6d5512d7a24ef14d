using System.Collections.Immutable;

namespace Dashboard.Domain.Analytics.Watching;

/// <summary>
/// The anomalies there are and were: those that last, and the latest of those that are over. Readers get immutable lists.
/// Safe from any thread.
/// </summary>
public sealed class AnomalyBook(int capacity = AnomalyBook.Capacity)
{
    /// <summary>Anomalies that are remembered; of more the oldest leave.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _gate = new();
    private ImmutableSortedDictionary<long, Anomaly> _all = ImmutableSortedDictionary<long, Anomaly>.Empty; // bound: capacity
    private long _version;
    private long _last;

    /// <summary>Rises with every change.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Anomalies that were raised since the start.</summary>
    public long Raised { get; private set; }

    /// <summary>Every anomaly, by its number, which is the order in which they were raised.</summary>
    public ImmutableSortedDictionary<long, Anomaly> All => Volatile.Read(ref _all);

    /// <summary>Those that last, the most unusual first.</summary>
    public IReadOnlyList<Anomaly> Open => [.. All.Values.Where(static a => a.Until is null).OrderByDescending(static a => a.TailScore).ThenByDescending(static a => a.Id)];

    /// <summary>Puts back what was there when the program ended.</summary>
    public void Restore(IEnumerable<Anomaly> anomalies)
    {
        lock (_gate)
        {
            _all = _all.SetItems(anomalies.Select(static a => KeyValuePair.Create(a.Id, a)));
            _last = Math.Max(_last, _all.IsEmpty ? 0 : _all.Keys.Last());
            Bump();
        }
    }

    /// <summary>Adds an anomaly, which gets its number, or puts one in the place of what was known of it. What operators said of it stays.</summary>
    public Anomaly Put(Anomaly anomaly)
    {
        lock (_gate)
        {
            if (anomaly.Id == 0)
            {
                anomaly = anomaly with { Id = ++_last };
                Raised++;
            }
            else if (_all.TryGetValue(anomaly.Id, out var known))
            {
                anomaly = anomaly with { Mark = known.Mark, MarkedBy = known.MarkedBy };
            }
            _all = _all.SetItem(anomaly.Id, anomaly);
            while (_all.Count > capacity)
                _all = _all.Remove(_all.Keys.First());
            Bump();
            return anomaly;
        }
    }

    /// <summary>Notes what an operator said of an anomaly; null where there is none of that number.</summary>
    public Anomaly? Mark(long id, AnomalyMark mark, string by)
    {
        lock (_gate)
        {
            if (!_all.TryGetValue(id, out var known))
                return null;
            var marked = known with { Mark = mark, MarkedBy = mark == AnomalyMark.None ? "" : by };
            _all = _all.SetItem(id, marked);
            Bump();
            return marked;
        }
    }

    /// <summary>Forgets those that were over before a time, in milliseconds since 1970-01-01 UTC.</summary>
    /// <returns>How many.</returns>
    public int Clear(long endedBefore)
    {
        lock (_gate)
        {
            var over = _all.Values.Where(a => a.Until < endedBefore).Select(static a => a.Id).ToList();
            _all = _all.RemoveRange(over);
            Bump();
            return over.Count;
        }
    }

    private void Bump() => Interlocked.Increment(ref _version);
}
