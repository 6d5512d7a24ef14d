namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>Sets of data that came before their template, oldest first, for a bounded time and in bounded memory.</summary>
internal sealed class HeldSets(NetFlowOptions options)
{
    /// <summary>What a set takes besides its octets.</summary>
    private const int Overhead = 160;

    private readonly LinkedList<HeldSet> _sets = []; // bound: NetFlowOptions.HeldBytes
    private long _bytes;

    public int Count => _sets.Count;

    /// <summary>Keeps a set; false where there is no room.</summary>
    public bool TryHold(ObservationDomain domain, ushort template, ReadOnlySpan<byte> set, in MessageClock clock, long now)
    {
        if (options.HoldFor == TimeSpan.Zero || _bytes + set.Length + Overhead > options.HeldBytes)
            return false;
        _sets.AddLast(new HeldSet(domain, template, set.ToArray(), clock, now));
        _bytes += set.Length + Overhead;
        domain.HeldSets++;
        return true;
    }

    /// <summary>Takes out the oldest set that waits for a template; null where none does.</summary>
    public HeldSet? TakeFor(ObservationDomain domain, ushort template)
    {
        for (var node = domain.HeldSets > 0 ? _sets.First : null; node is not null; node = node.Next)
        {
            if (ReferenceEquals(node.Value.Domain, domain) && node.Value.Template == template)
                return Remove(node);
        }
        return null;
    }

    /// <summary>Takes out a set that has waited long enough; null where none has.</summary>
    public HeldSet? TakeExpired(long now) =>
        _sets.First is { } oldest && now - oldest.Value.Since > (long)options.HoldFor.TotalMilliseconds ? Remove(oldest) : null;

    /// <summary>Lets go of what a forgotten domain had waiting; returns how many sets.</summary>
    public int Forget(ObservationDomain domain)
    {
        var forgotten = 0;
        for (var node = domain.HeldSets > 0 ? _sets.First : null; node is not null;)
        {
            var next = node.Next;
            if (ReferenceEquals(node.Value.Domain, domain))
            {
                Remove(node);
                forgotten++;
            }
            node = next;
        }
        return forgotten;
    }

    private HeldSet Remove(LinkedListNode<HeldSet> node)
    {
        _sets.Remove(node);
        _bytes -= node.Value.Octets.Length + Overhead;
        node.Value.Domain.HeldSets--;
        return node.Value;
    }
}

/// <summary>A set of data that waits for its template, with what its message said of time.</summary>
internal sealed record HeldSet(ObservationDomain Domain, ushort Template, byte[] Octets, MessageClock Clock, long Since);
