using System.Buffers.Binary;

namespace Dashboard.Benchmarks.Comparison;

/// <summary>
/// Packs octets in Snappy's block format (https://github.com/google/snappy/blob/main/format_description.txt), greedily and
/// in blocks of 64 KiB, as the senders of remote write do.
/// </summary>
internal static class SnappyPacker
{
    private const int BlockBytes = 1 << 16;
    private const int HashBits = 14;

    public static byte[] Pack(ReadOnlySpan<byte> text)
    {
        using var into = new MemoryStream(text.Length);
        WriteVarint(into, (uint)text.Length);
        var seen = new int[1 << HashBits];
        for (var start = 0; start < text.Length; start += BlockBytes)
            PackBlock(text.Slice(start, Math.Min(BlockBytes, text.Length - start)), seen, into);
        return into.ToArray();
    }

    private static void PackBlock(ReadOnlySpan<byte> block, int[] seen, MemoryStream into)
    {
        Array.Fill(seen, -1);
        var literal = 0;
        var at = 0;
        while (at + sizeof(uint) <= block.Length)
        {
            var four = BinaryPrimitives.ReadUInt32LittleEndian(block[at..]);
            ref var last = ref seen[(four * 0x9e3779b1u) >> (32 - HashBits)];
            var candidate = last;
            last = at;
            if (candidate < 0 || BinaryPrimitives.ReadUInt32LittleEndian(block[candidate..]) != four)
            {
                at++;
                continue;
            }
            WriteLiteral(into, block[literal..at]);
            var length = block[at..].CommonPrefixLength(block[candidate..]);
            WriteCopies(into, at - candidate, length);
            at += length;
            literal = at;
        }
        WriteLiteral(into, block[literal..]);
    }

    private static void WriteLiteral(MemoryStream into, ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return;
        var length = octets.Length - 1;
        if (length < 60)
        {
            into.WriteByte((byte)(length << 2));
        }
        else
        {
            into.WriteByte(61 << 2);
            into.WriteByte((byte)length);
            into.WriteByte((byte)(length >> 8));
        }
        into.Write(octets);
    }

    private static void WriteCopies(MemoryStream into, int offset, int length)
    {
        for (; length > 0; length -= Math.Min(length, 64))
        {
            var part = Math.Min(length, 64);
            if (part is >= 4 and <= 11 && offset < 2048)
            {
                into.WriteByte((byte)(((offset >> 8) << 5) | ((part - 4) << 2) | 1));
                into.WriteByte((byte)offset);
                continue;
            }
            into.WriteByte((byte)(((part - 1) << 2) | 2));
            into.WriteByte((byte)offset);
            into.WriteByte((byte)(offset >> 8));
        }
    }

    public static void WriteVarint(Stream into, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
            into.WriteByte((byte)(number | 0x80));
        into.WriteByte((byte)number);
    }
}
