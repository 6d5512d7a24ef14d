using System.Runtime.CompilerServices;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>
/// Services that answered somebody within the last one to two hours. Whoever meets silence there meets an outage, which is
/// no scan. One bit a service in each of two generations, 1 MiB together: with a million services in an hour two in
/// five of those that never answered pass for known, with a hundred thousand one in twenty, and a scan's count is that much smaller.
/// </summary>
internal sealed class AnsweringServices
{
    private const int Bits = 1 << 22;
    private const long GenerationMs = 3_600_000;

    private ulong[] _now = new ulong[Bits / 64];
    private ulong[] _before = new ulong[Bits / 64];
    private long _since = long.MinValue;

    public static long Bytes => Bits / 8 * 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong service)
    {
        ref var word = ref _now[WordOf(service)];
        var bit = 1UL << (int)(service & 63);
        // Most are in already, and what is only read stays in every processor's cache.
        if ((word & bit) == 0)
            word |= bit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(ulong service)
    {
        var word = WordOf(service);
        return ((_now[word] | _before[word]) & (1UL << (int)(service & 63))) != 0;
    }

    /// <summary>Lets go of the older generation where it is time.</summary>
    public void Tick(long now)
    {
        if (now - _since < GenerationMs && _since != long.MinValue)
            return;
        _since = now;
        (_now, _before) = (_before, _now);
        Array.Clear(_now);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WordOf(ulong service) => (int)((service >> 6) & ((Bits / 64) - 1));
}
