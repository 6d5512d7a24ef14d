namespace Dashboard.Domain.Telemetry;

/// <summary>The latest events, newest first. Readers get an immutable list; the oldest leaves when a new one finds it full.</summary>
public sealed class RecentEvents(int capacity = 500)
{
    private readonly Lock _gate = new();
    private volatile EventRecord[] _newestFirst = []; // bound: capacity

    public IReadOnlyList<EventRecord> NewestFirst => _newestFirst;

    /// <summary>Events that it holds at most.</summary>
    public int Capacity => capacity;

    public void Add(EventRecord record)
    {
        lock (_gate)
        {
            var held = _newestFirst;
            var at = Array.FindIndex(held, e => e.Timestamp <= record.Timestamp);
            at = at < 0 ? held.Length : at;
            if (at < capacity)
                _newestFirst = [.. held.AsSpan(0, at), record, .. held.AsSpan(at, Math.Min(held.Length, capacity - 1) - at)];
        }
    }
}
