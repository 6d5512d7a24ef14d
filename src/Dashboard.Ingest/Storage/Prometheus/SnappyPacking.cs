using System.Buffers.Binary;

namespace Dashboard.Ingest.Storage.Prometheus;

/// <summary>
/// Packs into the Snappy block format (https://github.com/google/snappy/blob/main/format_description.txt): what was seen
/// in the last 64 KiB is copied, the rest stands as it is.
/// </summary>
internal static class SnappyPacking
{
    private const int FragmentBytes = 64 << 10;
    private const int HashBits = 14;

    public static byte[] Pack(ReadOnlySpan<byte> text)
    {
        var into = new byte[32 + text.Length + (text.Length / 6)];
        var length = 0;
        for (var left = (uint)text.Length; ; left >>= 7)
        {
            into[length++] = (byte)(left < 0x80 ? left : (left & 0x7f) | 0x80);
            if (left < 0x80)
                break;
        }
        var seen = new ushort[1 << HashBits];
        while (!text.IsEmpty)
        {
            var fragment = text[..Math.Min(text.Length, FragmentBytes)];
            length += Pack(fragment, into.AsSpan(length), seen);
            text = text[fragment.Length..];
        }
        return into[..length];
    }

    private static int Pack(ReadOnlySpan<byte> text, Span<byte> into, Span<ushort> seen)
    {
        seen.Clear();
        var (length, from, at) = (0, 0, 1);
        while (at + 4 <= text.Length)
        {
            var four = BinaryPrimitives.ReadUInt32LittleEndian(text[at..]);
            ref var slot = ref seen[(int)(unchecked(four * 0x1e35a7bd) >> (32 - HashBits))];
            int before = slot;
            slot = (ushort)at;
            if (BinaryPrimitives.ReadUInt32LittleEndian(text[before..]) != four || before >= at)
            {
                // The longer nothing repeats, the longer the steps.
                at += 1 + ((at - from) >> 5);
                continue;
            }
            length += Literal(text[from..at], into[length..]);
            var same = 4 + text[(at + 4)..].CommonPrefixLength(text[(before + 4)..]);
            length += Copy(at - before, same, into[length..]);
            at += same;
            from = at;
        }
        return length + Literal(text[from..], into[length..]);
    }

    private static int Literal(ReadOnlySpan<byte> text, Span<byte> into)
    {
        if (text.IsEmpty)
            return 0;
        var less = text.Length - 1;
        var header = 1;
        if (less < 60)
        {
            into[0] = (byte)(less << 2);
        }
        else
        {
            into[0] = (byte)((less < 256 ? 60 : 61) << 2);
            into[1] = (byte)less;
            into[2] = (byte)(less >> 8);
            header = less < 256 ? 2 : 3;
        }
        text.CopyTo(into[header..]);
        return header + text.Length;
    }

    private static int Copy(int offset, int length, Span<byte> into)
    {
        var written = 0;
        while (length > 0)
        {
            // No element stands for more than 64; what is left must not be less than 4, the least that the short form has.
            var now = length > 64 ? Math.Min(64, length - 4) : length;
            if (now is >= 4 and < 12 && offset < 2048)
            {
                into[written++] = (byte)(1 | ((now - 4) << 2) | (offset >> 8 << 5));
                into[written++] = (byte)offset;
            }
            else
            {
                into[written++] = (byte)(2 | ((now - 1) << 2));
                into[written++] = (byte)offset;
                into[written++] = (byte)(offset >> 8);
            }
            length -= now;
        }
        return written;
    }
}
