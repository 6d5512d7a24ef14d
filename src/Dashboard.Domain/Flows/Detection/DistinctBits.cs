using System.Numerics;
using System.Runtime.CompilerServices;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>
/// Counts distinct things in 160 octets: a multiresolution bitmap (Estan, Varghese and Fisk 2003, "Bitmap algorithms for
/// counting active flows on high speed links") of ten parts of 128 bits, each taking half as many of the things as the one
/// before. Two of them that count by the same hashes say how many are in the one and not in the other.
/// </summary>
/// <remarks>Up to about 130,000 things. The standard error is 3 % at 100 things and 8 % from 1000 on (tested).</remarks>
[InlineArray(Words)]
internal struct DistinctBits
{
    public const int Words = Parts * 2;

    private const int Parts = 10;
    private const int PartBits = 128;

    /// <summary>Bits of a part from which on it is too full to count by.</summary>
    private const int Full = 100;

    private ulong _first;

    /// <summary>Takes a thing in by its hash; whether it set a bit.</summary>
    public bool Add(ulong hash)
    {
        hash = Spread(hash);
        ref var word = ref this[WordOf(hash)];
        var bit = 1UL << (int)((hash >> 32) & 63);
        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    /// <summary>How many there are, about.</summary>
    public readonly double Count()
    {
        DistinctBits none = default;
        return Without(in none);
    }

    /// <summary>How many there are that are not in the other one, about.</summary>
    public readonly double Without(ref readonly DistinctBits other)
    {
        var (sum, scale) = (0.0, 1.0);
        for (var part = 0; part < Parts; part++)
        {
            var (low, high) = (this[part * 2], this[(part * 2) + 1]);
            var (otherLow, otherHigh) = (other[part * 2], other[(part * 2) + 1]);
            var room = PartBits - BitOperations.PopCount(otherLow) - BitOperations.PopCount(otherHigh);
            var ones = BitOperations.PopCount(low & ~otherLow) + BitOperations.PopCount(high & ~otherHigh);
            // A part that is too full says nothing; the next speaks for twice as many.
            var isFull = BitOperations.PopCount(low | otherLow) + BitOperations.PopCount(high | otherHigh) > Full;
            if (isFull && part < Parts - 1)
                (sum, scale) = (0, scale * 2);
            else if (ones > 0)
                sum += PartBits * Math.Log((double)room / Math.Max(0.5, room - ones));
        }
        return sum * scale;
    }

    // Hashes by one multiplication keep some of the order of what came in order, such as ports; this leaves none (the finaliser of MurmurHash3).
    private static ulong Spread(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WordOf(ulong hash) => (Math.Min(BitOperations.TrailingZeroCount((uint)hash), Parts - 1) * 2) + (int)((hash >> 38) & 1);
}
