using System.Numerics;

namespace Dashboard.Domain.TimeSeries;

/// <summary>The sizes that cells come in: eight to each doubling, all multiples of 16, from 64 octets to 16 KiB.</summary>
internal static class SizeClasses
{
    private const int SmallestShift = 6;
    private const int LargestShift = 14;
    private const int StepShift = 3;
    private const int Granule = 16;

    private static readonly int[] Sizes = CreateSizes();

    public static int Count => Sizes.Length;

    public static int Bytes(int sizeClass) => Sizes[sizeClass];

    /// <summary>The smallest class that holds a number of octets.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More octets than the largest class has.</exception>
    public static int Of(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, 1 << LargestShift);
        if (bytes <= 1 << (SmallestShift + 1))
            return Math.Max(0, (bytes - (1 << SmallestShift) + Granule - 1) / Granule);
        var doubling = BitOperations.Log2((uint)bytes - 1);
        var step = (bytes - 1 - (1 << doubling)) >> (doubling - StepShift);
        return FirstOf(doubling) + step + 1;
    }

    /// <summary>The class whose size is a power of two.</summary>
    private static int FirstOf(int shift) => ((1 << SmallestShift) / Granule) + ((shift - SmallestShift - 1) << StepShift);

    private static int[] CreateSizes()
    {
        var sizes = new List<int>();
        for (var size = 1 << SmallestShift; size < 1 << (SmallestShift + 1); size += Granule)
            sizes.Add(size);
        for (var shift = SmallestShift + 1; shift < LargestShift; shift++)
        {
            for (var step = 0; step < 1 << StepShift; step++)
                sizes.Add((1 << shift) + (step << (shift - StepShift)));
        }
        sizes.Add(1 << LargestShift);
        return [.. sizes];
    }
}
