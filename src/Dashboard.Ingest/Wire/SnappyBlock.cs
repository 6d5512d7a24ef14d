using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// Unpacks the Snappy block format (https://github.com/google/snappy/blob/main/format_description.txt). Bad input is
/// answered with false, never with an exception, and never with a step outside either buffer.
/// </summary>
/// <remarks>Short elements away from the ends are copied as whole words, which needs no call and no loop over octets.</remarks>
public static class SnappyBlock
{
    /// <summary>No element of the format stands for more octets than so many times its own: 64 by a copy of 3.</summary>
    private const int MostExpansion = 22;

    /// <summary>Octets copied at a time.</summary>
    private const int Stride = 16;

    /// <summary>Octets that one copy stands for at most.</summary>
    private const int MostCopied = 64;

    /// <summary>Reads how many octets the unpacked text has, and where the elements begin. False where it claims more than its input can stand for.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> packed, out int length, out int start)
    {
        (length, start) = (0, 0);
        ulong value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (start == packed.Length)
                return false;
            var octet = packed[start++];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet >= 0x80)
                continue;
            length = (int)Math.Min(value, int.MaxValue);
            return value <= (ulong)MostExpansion * (ulong)packed.Length;
        }
        return false;
    }

    /// <summary>Unpacks elements until the input ends; true where they fill <paramref name="into"/> exactly.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> into)
    {
        var (at, filled) = (0, 0);
        ref var source = ref MemoryMarshal.GetReference(packed);
        ref var target = ref MemoryMarshal.GetReference(into);
        while (at < packed.Length)
        {
            int tag = Unsafe.Add(ref source, at++);
            var kind = tag & 3;
            // The usual elements, short and far from either end: whole words are copied, and what is too much is overwritten next.
            if (packed.Length - at >= Stride + sizeof(ushort) && into.Length - filled >= MostCopied + Stride)
            {
                if (kind == 0 && tag >> 2 < Stride)
                {
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, filled), Unsafe.ReadUnaligned<Vector128<byte>>(ref Unsafe.Add(ref source, at)));
                    at += (tag >> 2) + 1;
                    filled += (tag >> 2) + 1;
                    continue;
                }
                if (kind is 1 or 2)
                {
                    var (back, count) = kind == 1
                        ? (((tag & 0xe0) << 3) | Unsafe.Add(ref source, at), ((tag >> 2) & 7) + 4)
                        : (Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref source, at)), (tag >> 2) + 1);
                    if (back >= Stride && back <= filled)
                    {
                        at += kind;
                        for (var copied = 0; copied < count; copied += Stride)
                            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, filled + copied), Unsafe.ReadUnaligned<Vector128<byte>>(ref Unsafe.Add(ref target, filled + copied - back)));
                        filled += count;
                        continue;
                    }
                }
            }
            if (!TryUnpackExactly(packed, tag, ref at, into, ref filled))
                return false;
        }
        return filled == into.Length;
    }

    private static bool TryUnpackExactly(ReadOnlySpan<byte> packed, int tag, ref int at, Span<byte> into, ref int filled)
    {
        var kind = tag & 3;
        if (kind == 0)
        {
            var octets = tag >> 2;
            if (octets >= 60 && !TryReadNumber(packed, ref at, octets - 59, out octets))
                return false;
            // One less than the length is written; -1 is a length of 2^32.
            if (octets < 0 || octets >= packed.Length - at || octets >= into.Length - filled)
                return false;
            packed.Slice(at, octets + 1).CopyTo(into[filled..]);
            at += octets + 1;
            filled += octets + 1;
            return true;
        }
        if (!TryReadNumber(packed, ref at, kind == 3 ? 4 : kind, out var offset))
            return false;
        var length = (tag >> 2) + 1;
        if (kind == 1)
        {
            length = ((tag >> 2) & 7) + 4;
            offset |= (tag & 0xe0) << 3;
        }
        if (offset <= 0 || offset > filled || length > into.Length - filled)
            return false;
        if (offset >= length)
        {
            into.Slice(filled - offset, length).CopyTo(into[filled..]);
        }
        else
        {
            // The copy reads what it has just written: a run.
            for (var i = 0; i < length; i++)
                into[filled + i] = into[filled + i - offset];
        }
        filled += length;
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> packed, ref int at, int octets, out int number)
    {
        number = 0;
        if (octets > packed.Length - at)
            return false;
        Span<byte> four = stackalloc byte[4];
        four.Clear();
        packed.Slice(at, octets).CopyTo(four);
        number = BinaryPrimitives.ReadInt32LittleEndian(four);
        at += octets;
        return true;
    }
}
