using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Snmp.Traps;

/// <summary>Informs of the last minutes, by which one that is repeated is known. A sender that did not hear the acknowledgement sends the same request again.</summary>
internal sealed class RecentInforms(TimeSpan window, TimeProvider time)
{
    private const int Capacity = 20_000;

    private readonly HashSet<(string, int, ulong)> _known = []; // bound: Capacity
    private readonly Queue<((string, int, ulong) Key, long At)> _order = new(); // bound: Capacity

    /// <summary>Remembers an inform; false where it is known already.</summary>
    /// <param name="sender">Who sent it.</param>
    /// <param name="requestId">The number that its sender gave it.</param>
    /// <param name="bindings">What it says.</param>
    public bool Add(string sender, int requestId, ReadOnlySpan<byte> bindings)
    {
        while (_order.TryPeek(out var oldest) && (_order.Count >= Capacity || time.GetElapsedTime(oldest.At) > window))
        {
            _order.Dequeue();
            _known.Remove(oldest.Key);
        }
        var key = (sender, requestId, OctetHash.Of(bindings));
        if (!_known.Add(key))
            return false;
        _order.Enqueue((key, time.GetTimestamp()));
        return true;
    }
}
