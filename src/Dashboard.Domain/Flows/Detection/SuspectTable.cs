using System.Numerics;
using System.Runtime.CompilerServices;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>What a table of suspects holds.</summary>
internal interface ISuspect
{
    /// <summary>The hash of its key; 0 stands for a free place.</summary>
    ulong Key { get; set; }

    /// <summary>How much it would be missed; the least goes where there is no room.</summary>
    double Weight(long now);
}

/// <summary>Suspects by the hash of their key: runs of eight places, the lightest of which makes room for a new one.</summary>
/// <typeparam name="T">What is held of one.</typeparam>
internal sealed class SuspectTable<T>
    where T : struct, ISuspect
{
    private const int Ways = 8;

    // Apart from the rest, so that a look-up reads one line of the processor's cache.
    private readonly ulong[] _keys;
    private readonly T[] _suspects; // bound: places

    /// <param name="places">Room, a power of two.</param>
    public SuspectTable(int places)
    {
        _keys = new ulong[places];
        _suspects = new T[places];
    }

    public long Bytes => _keys.Length * (8L + Unsafe.SizeOf<T>());

    /// <summary>All places, free ones among them.</summary>
    public Span<T> All => _suspects;

    /// <summary>The suspect of a key; a null reference where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Find(ulong key)
    {
        var run = RunOf(key);
        for (var at = run; at < run + Ways; at++)
        {
            if (_keys[at] == key)
                return ref _suspects[at];
        }
        return ref Unsafe.NullRef<T>();
    }

    /// <summary>Whether there is a free place for a key.</summary>
    public bool HasRoom(ulong key)
    {
        var run = RunOf(key);
        return _keys.AsSpan(run, Ways).Contains(0UL);
    }

    /// <summary>A place for a new key, empty but for it. What was lightest of its run has lost it.</summary>
    /// <param name="key">The key's hash.</param>
    /// <param name="now">Milliseconds since 1970-01-01 UTC.</param>
    /// <param name="hasEvicted">Whether another had to leave.</param>
    public ref T Place(ulong key, long now, out bool hasEvicted)
    {
        var (run, lightest, least) = (RunOf(key), 0, double.MaxValue);
        for (var at = run; at < run + Ways; at++)
        {
            var weight = _keys[at] == 0 ? -1 : _suspects[at].Weight(now);
            if (weight < least)
                (lightest, least) = (at, weight);
        }
        hasEvicted = least > 0;
        _keys[lightest] = key;
        _suspects[lightest] = default;
        _suspects[lightest].Key = key;
        return ref _suspects[lightest];
    }

    /// <summary>Frees a place.</summary>
    public void Free(int at) => (_keys[at], _suspects[at]) = (0, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int RunOf(ulong key) => (int)(BitOperations.RotateLeft(key, 29) & (ulong)(_keys.Length - Ways));
}
