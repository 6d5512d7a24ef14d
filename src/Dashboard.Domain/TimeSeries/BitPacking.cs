using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dashboard.Domain.TimeSeries;

/// <summary>What becomes of four unpacked integers: the last step of decoding, fused with unpacking.</summary>
internal interface IRowSink
{
    /// <summary>Takes the integers of the samples from <paramref name="index"/> on.</summary>
    void Take(nuint index, Vector256<long> row);
}

/// <summary>
/// Integers packed at a fixed width, less a common offset (frame of reference). Four lanes lie side by side, as four
/// streams of 64-bit words: lane l holds samples l, l + 4, l + 8 and so on, so that a row of four consecutive samples is
/// one shift and one mask, whatever the width.
/// </summary>
/// <remarks>
/// All vector loads and stores of the codec that the bounds checker does not see are here, in
/// <see cref="DecimalScale"/> and in the row sinks of <see cref="FrameCodec"/>; each checks its spans once on entry.
/// </remarks>
internal static class BitPacking
{
    public const int Lanes = 4;

    private const int RowBytes = Lanes * sizeof(ulong);

    /// <summary>How many samples the rows that hold <paramref name="count"/> samples have room for.</summary>
    public static int Padded(int count) => (count + Lanes - 1) & -Lanes;

    /// <summary>Octets that <paramref name="count"/> integers take at <paramref name="width"/> bits.</summary>
    public static int Bytes(int count, int width) => ((Padded(count) / Lanes * width) + 63) / 64 * RowBytes;

    /// <summary>Bits that every integer from 0 to <paramref name="range"/> fits into.</summary>
    public static int Width(ulong range) => 64 - BitOperations.LeadingZeroCount(range);

    /// <summary>
    /// Packs the integers less <paramref name="offset"/>; what lies between <paramref name="count"/> and the end of its
    /// row is packed too and must fit. Returns the octets written.
    /// </summary>
    public static int Pack(ReadOnlySpan<long> values, int count, long offset, int width, Span<byte> into)
    {
        var bytes = Bytes(count, width);
        var padded = Padded(count);
        if (width == 0)
            return 0;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(padded, values.Length, nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, into.Length, nameof(into));
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(into);
        var subtract = Vector256.Create(offset);
        var word = Vector256<ulong>.Zero;
        var used = 0;
        nuint at = 0;
        for (nuint i = 0; i < (nuint)padded; i += Lanes)
        {
            var row = (Vector256.LoadUnsafe(ref source, i) - subtract).AsUInt64();
            word |= Vector256.ShiftLeft(row, used);
            used += width;
            if (used < 64)
                continue;
            word.AsByte().StoreUnsafe(ref target, at);
            at += RowBytes;
            used -= 64;
            word = used == 0 ? Vector256<ulong>.Zero : Vector256.ShiftRightLogical(row, width - used);
        }
        if (used > 0)
            word.AsByte().StoreUnsafe(ref target, at);
        return bytes;
    }

    /// <summary>Unpacks integers, adds <paramref name="offset"/> to each and hands them on, whole rows at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack<TSink>(ReadOnlySpan<byte> packed, int count, int width, long offset, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        var words = Words(packed, count, width);
        ref var source = ref MemoryMarshal.GetReference(packed);
        var add = Vector256.Create(offset);
        var mask = Vector256.Create(ulong.MaxValue >> ((64 - width) & 63));
        var word = words > 0 ? Vector256.LoadUnsafe(ref source).AsUInt64() : Vector256<ulong>.Zero;
        var used = 0;
        nuint at = 0;
        for (nuint i = 0; i < (nuint)count; i += Lanes)
        {
            var row = Next(ref source, ref at, ref words, ref word, ref used, width) & mask;
            sink.Take(i, row.AsInt64() + add);
        }
    }

    /// <summary>
    /// Unpacks differences and hands on their running sum: the first sum is <paramref name="start"/> and the first
    /// difference. Each packed integer is multiplied by <paramref name="multiplier"/> before <paramref name="offset"/>
    /// is added to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void UnpackSums<TSink>(ReadOnlySpan<byte> packed, int count, int width, long start, long offset, long multiplier, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        var words = Words(packed, count, width);
        ref var source = ref MemoryMarshal.GetReference(packed);
        var add = Vector256.Create(offset);
        var times = Vector256.Create(multiplier);
        var sum = Vector256.Create(start);
        if (words == 0)
        {
            // All differences are the same: an arithmetic progression.
            sum += Vector256.Create(offset, offset * 2, offset * 3, offset * 4);
            var step = Vector256.Create(offset * Lanes);
            for (nuint i = 0; i < (nuint)count; i += Lanes)
            {
                sink.Take(i, sum);
                sum += step;
            }
            return;
        }
        var mask = Vector256.Create(ulong.MaxValue >> ((64 - width) & 63));
        var word = Vector256.LoadUnsafe(ref source).AsUInt64();
        var used = 0;
        nuint at = 0;
        for (nuint i = 0; i < (nuint)count; i += Lanes)
        {
            var row = (Next(ref source, ref at, ref words, ref word, ref used, width) & mask).AsInt64();
            if (multiplier != 1)
                row *= times;
            row += add;
            // The sum within the row first; only one addition a row waits for the row before.
            row += Vector256.Shuffle(row, Vector256.Create(4L, 0, 1, 2));
            row += Vector256.Shuffle(row, Vector256.Create(4L, 4, 0, 1));
            sink.Take(i, row + sum);
            sum += Vector256.Shuffle(row, Vector256.Create(3L, 3, 3, 3));
        }
    }

    private static int Words(ReadOnlySpan<byte> packed, int count, int width)
    {
        var bytes = Bytes(count, width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, packed.Length, nameof(packed));
        return bytes / RowBytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Next(ref byte source, ref nuint at, ref int words, ref Vector256<ulong> word, ref int used, int width)
    {
        var row = Vector256.ShiftRightLogical(word, used);
        used += width;
        if (used >= 64)
        {
            used -= 64;
            if (--words > 0)
            {
                at += RowBytes;
                word = Vector256.LoadUnsafe(ref source, at).AsUInt64();
                if (used > 0)
                    row |= Vector256.ShiftLeft(word, width - used);
            }
        }
        return row;
    }
}
