using System.Buffers.Binary;

namespace Dashboard.Ingest.Sources.RemoteWrite;

/// <summary>
/// Unpacks the Snappy block format (https://github.com/google/snappy/blob/main/format_description.txt). Bad input is
/// answered with false, never with an exception, and never with a step outside either buffer.
/// </summary>
public static class SnappyBlock
{
    /// <summary>No element of the format stands for more octets than so many times its own: 64 by a copy of 3.</summary>
    private const int MostExpansion = 22;

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
        while (at < packed.Length)
        {
            int tag = packed[at++];
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
                continue;
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
        }
        return filled == into.Length;
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
