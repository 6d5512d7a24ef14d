namespace Dashboard.Ingest.Ran.Ves;

/// <summary>The latest keys that were seen, the oldest of which makes room for a new one. Safe from any thread.</summary>
internal sealed class RecentKeys(int capacity)
{
    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _held = []; // bound: capacity
    private readonly Queue<ulong> _order = new(); // bound: capacity

    /// <summary>Notes a key; false where it was seen already.</summary>
    public bool Add(ulong key)
    {
        lock (_gate)
        {
            if (!_held.Add(key))
                return false;
            _order.Enqueue(key);
            if (_order.Count > capacity)
                _held.Remove(_order.Dequeue());
            return true;
        }
    }
}
