using System.Numerics;

namespace Dashboard.Domain.Tracing.Columns;

/// <summary>
/// Says of an id that it is certainly not among those that were added, or that it may be: eight bits an id, three of which
/// it sets, err once in thirty times (B. Bloom, Space/time trade-offs in hash coding with allowable errors, 1970).
/// </summary>
internal static class IdFilter
{
    public static ulong[] For(int ids) => new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, ids)) / 8];

    public static void Add(Span<ulong> filter, ulong id)
    {
        var (hash, mask) = (Hash(id), (ulong)(filter.Length * 64) - 1);
        for (var i = 0; i < 3; i++, hash >>= 21)
            filter[(int)((hash & mask) >> 6)] |= 1UL << (int)(hash & 63);
    }

    public static bool MayHold(ReadOnlySpan<ulong> filter, ulong id)
    {
        var (hash, mask) = (Hash(id), (ulong)(filter.Length * 64) - 1);
        for (var i = 0; i < 3; i++, hash >>= 21)
        {
            if ((filter[(int)((hash & mask) >> 6)] >> (int)(hash & 63) & 1) == 0)
                return false;
        }
        return true;
    }

    private static ulong Hash(ulong id)
    {
        id = (id ^ (id >> 32)) * 0x9e3779b97f4a7c15;
        return id ^ (id >> 29);
    }
}
