namespace Dashboard.Web.Live;

/// <summary>
/// Things that are made when the first holder asks for them, shared by all who ask for the same, and let go of a while
/// after the last holder is gone. Safe from any thread.
/// </summary>
/// <typeparam name="TKey">What a thing is known by; compared by value.</typeparam>
/// <typeparam name="T">The thing; disposed when it is let go of.</typeparam>
internal sealed class Shared<TKey, T>(Func<TKey, T> make, int capacity, TimeSpan linger, TimeProvider time)
    where TKey : notnull
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Entry> _entries = []; // bound: capacity

    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    /// <summary>Holders of all things together.</summary>
    public int Holders
    {
        get
        {
            lock (_gate)
                return _entries.Values.Sum(e => e.Holders);
        }
    }

    /// <summary>The thing for a key and the promise to give it back; null where there are as many as there may be.</summary>
    public Lease<T>? Take(TKey key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                if (_entries.Count >= capacity)
                    return null;
                _entries[key] = entry = new Entry(make(key));
            }
            entry.Holders++;
            return new Lease<T>(entry.Thing, () => Release(entry));
        }
    }

    /// <summary>Every thing that is held now, after letting go of those that nobody held for the lingering time.</summary>
    public IReadOnlyList<T> Sweep()
    {
        lock (_gate)
        {
            foreach (var (key, entry) in _entries)
            {
                if (entry.Holders == 0 && time.GetElapsedTime(entry.ReleasedAt) >= linger)
                {
                    _entries.Remove(key);
                    (entry.Thing as IDisposable)?.Dispose();
                }
            }
            return [.. _entries.Values.Where(static e => e.Holders > 0).Select(static e => e.Thing)];
        }
    }

    private void Release(Entry entry)
    {
        lock (_gate)
        {
            entry.Holders--;
            entry.ReleasedAt = time.GetTimestamp();
        }
    }

    private sealed class Entry(T thing)
    {
        public T Thing { get; } = thing;

        public int Holders { get; set; }

        public long ReleasedAt { get; set; }
    }
}

/// <summary>A share in something, given back by disposing of it, once.</summary>
public sealed class Lease<T>(T thing, Action release) : IDisposable
{
    private Action? _release = release;

    public T Thing { get; } = thing;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
