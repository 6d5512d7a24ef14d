using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dashboard.Domain.Flows;

/// <summary>
/// Adds up octets by key in bounded memory, so that the keys that count most are exact or nearly so, and says of each how
/// much it may have missed (Space-Saving, Metwally et al. 2005, with purges at a quantile as Anderson et al. 2017, and the
/// filter of Homem and Carvalho 2010 before it). A key that came when the table had been purged may have lost octets before,
/// up to <see cref="Floor"/>; what it has counted since is exact. With room for n keys no key of more than about 4/n of all
/// octets is missing.
/// </summary>
/// <remarks>
/// An open table of two to the power of something, read from the key's own place on; there is no heap to be kept in order.
/// Once it has been full, a key must bring more than <see cref="Floor"/> to come in. Until then its octets are noted with
/// those of the few others that share its cell outside, which is more than it has had, and so is what it may have missed.
/// </remarks>
internal sealed class HeavyHitters<TKey>
    where TKey : unmanaged, IFlowKey<TKey>
{
    private const int Sampled = 512;

    /// <summary>Cells outside for each place in the table.</summary>
    private const int CellsPerPlace = 2;

    private readonly Entry[] _entries; // bound: slots
    private readonly ulong[] _sample = new ulong[Sampled];
    private readonly int _limit;
    private readonly int _mask;
    private readonly int _shift;
    private Entry[]? _survivors;
    private ulong[]? _outside; // bound: CellsPerPlace times slots; none until the table has been full

    /// <param name="slots">Room, a power of two; three quarters of it are used.</param>
    public HeavyHitters(int slots)
    {
        _entries = new Entry[slots];
        _mask = slots - 1;
        _limit = slots / 4 * 3;
        _shift = 32 - BitOperations.Log2((uint)(slots * CellsPerPlace));
    }

    /// <summary>Keys in the table.</summary>
    public int Count { get; private set; }

    /// <summary>Octets that a key which is not in the table may have had at most.</summary>
    public ulong Floor { get; private set; }

    /// <summary>Reads the key's place, so that it is near when it is added to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Touch(uint hash) => At((int)(hash & (uint)_mask)).Flows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in TKey key, uint hash, ulong octets, ulong packets, ulong flows = 1)
    {
        for (var at = (int)(hash & (uint)_mask); ; at = (at + 1) & _mask)
        {
            ref var entry = ref At(at);
            if (entry.Flows == 0)
            {
                Insert(at, in key, hash, octets, packets, flows);
                return;
            }
            if (entry.Key.Equals(key))
            {
                entry.Octets += octets;
                entry.Packets += packets;
                entry.Flows += flows;
                return;
            }
        }
    }

    /// <summary>What was counted for a key; nothing where it is not in the table.</summary>
    public Entry Find(in TKey key)
    {
        for (var at = (int)(key.Hash & (uint)_mask); ; at = (at + 1) & _mask)
        {
            ref var entry = ref At(at);
            if (entry.Flows == 0 || entry.Key.Equals(key))
                return entry;
        }
    }

    /// <summary>The keys with the most octets, most first.</summary>
    /// <param name="most">How many.</param>
    /// <param name="missing">Octets that a key which is not among them may have at most.</param>
    public Entry[] Top(int most, out ulong missing)
    {
        var all = new Entry[Count];
        var filled = 0;
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.Flows != 0)
                all[filled++] = entry;
        }
        Array.Sort(all, static (a, b) => b.Octets.CompareTo(a.Octets));
        missing = Floor;
        if (all.Length <= most)
            return all;
        for (var i = most; i < all.Length; i++)
            missing = Math.Max(missing, all[i].Octets + all[i].Missed);
        return all[..most];
    }

    public void Clear()
    {
        Array.Clear(_entries);
        if (Floor > 0)
            Array.Clear(_outside!);
        (Count, Floor) = (0, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry At(int index) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), index);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Insert(int at, in TKey key, uint hash, ulong octets, ulong packets, ulong flows)
    {
        ulong missed = 0;
        if (Floor > 0)
        {
            ref var outside = ref _outside![hash >> _shift];
            if (outside + octets <= Floor)
            {
                outside += octets;
                return;
            }
            missed = outside;
        }
        if (Count >= _limit)
        {
            Purge();
            at = FreePlace(hash);
        }
        _entries[at] = new Entry { Key = key, Octets = octets, Packets = packets, Flows = flows, Missed = missed };
        Count++;
    }

    /// <summary>Lets go of the lower three quarters, by a sample. Half would miss less, and cost twice as much for each new key.</summary>
    private void Purge()
    {
        _survivors ??= new Entry[_limit + 1];
        _outside ??= new ulong[_entries.Length * CellsPerPlace];
        var sampled = 0;
        for (int at = 0, step = Math.Max(1, _entries.Length / (Sampled * 4 / 3)); at < _entries.Length && sampled < Sampled; at += step)
        {
            if (_entries[at].Flows != 0)
                _sample[sampled++] = _entries[at].Octets + _entries[at].Missed;
        }
        _sample.AsSpan(0, sampled).Sort();
        // Where all are alike, all are let go; something has to.
        Floor = Math.Max(Floor + 1, sampled > 0 ? _sample[sampled * 3 / 4] : 0);
        var kept = 0;
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.Flows == 0)
                continue;
            if (entry.Octets + entry.Missed > Floor)
                _survivors[kept++] = entry;
            else
                LetGo(in entry);
        }
        // A sample can mislead; there must be room afterwards.
        if (kept > _limit / 2)
        {
            Array.Sort(_survivors, 0, kept, Comparer<Entry>.Create(static (a, b) => (b.Octets + b.Missed).CompareTo(a.Octets + a.Missed)));
            var most = _limit / 4;
            Floor = Math.Max(Floor, _survivors[most].Octets + _survivors[most].Missed);
            for (var i = most; i < kept; i++)
                LetGo(in _survivors[i]);
            kept = most;
        }
        Array.Clear(_entries);
        for (var i = 0; i < kept; i++)
            _entries[FreePlace(_survivors[i].Key.Hash)] = _survivors[i];
        Count = kept;
    }

    // Its cell holds as much as any key of it may have had.
    private void LetGo(ref readonly Entry entry)
    {
        ref var outside = ref _outside![entry.Key.Hash >> _shift];
        outside = Math.Max(outside, entry.Octets + entry.Missed);
    }

    private int FreePlace(uint hash)
    {
        var at = (int)(hash & (uint)_mask);
        while (_entries[at].Flows != 0)
            at = (at + 1) & _mask;
        return at;
    }

    /// <summary>A key and what was counted for it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Entry
    {
        public TKey Key;
        public ulong Octets;
        public ulong Packets;

        /// <summary>Octets that it may have had before it came into the table.</summary>
        public ulong Missed;

        /// <summary>Flows; 0 stands for a free place.</summary>
        public ulong Flows;
    }
}
