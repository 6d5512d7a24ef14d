namespace Dashboard.Domain.TimeSeries;

/// <summary>The latest exemplars of all series; the oldest leaves when a new one finds it full.</summary>
public sealed class RecentExemplars(int capacity)
{
    private readonly Lock _gate = new();
    private readonly List<Exemplar> _ring = []; // bound: capacity
    private int _next;

    /// <summary>How many are held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _ring.Count;
        }
    }

    public void Add(Exemplar exemplar)
    {
        lock (_gate)
        {
            if (_ring.Count < capacity)
                _ring.Add(exemplar);
            else if (capacity > 0)
                _ring[_next] = exemplar;
            _next = capacity == 0 ? 0 : (_next + 1) % capacity;
        }
    }

    /// <summary>Those within a time, ends included, of series that fulfil all matchers of one of several selectors; oldest first.</summary>
    public IReadOnlyList<Exemplar> Find(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long from, long to)
    {
        lock (_gate)
        {
            return
            [
                .. _ring.Where(e => e.Timestamp >= from && e.Timestamp <= to && selectors.Any(s => LabelMatcher.AllMatch(s, e.Series)))
                    .OrderBy(static e => e.Timestamp),
            ];
        }
    }
}
