using System.Runtime.InteropServices;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// Up to 512 samples in sealed form: a header with a summary, then frames of 128 samples, of which only the last may
/// hold fewer. A block never changes; it grows by being written anew, its full frames copied as they are.
/// </summary>
internal static class PackedBlock
{
    public const int MaxSamples = 512;

    public const int MaxBytes = HeaderBytes + (MaxSamples / FrameCodec.MaxSamples * FrameCodec.MaxBytes);

    private const int HeaderBytes = 40;

    /// <summary>What precedes the frames. Sums are of the block's own samples in the order of time.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public BlockSummary Summary;
        public ushort Samples;
        public ushort Bytes;
        public ushort LastFrame;
    }

    public static int Samples(ReadOnlySpan<byte> block) => MemoryMarshal.Read<Header>(block).Samples;

    /// <summary>Octets that the block takes of the memory it begins at.</summary>
    public static int Bytes(ReadOnlySpan<byte> block) => MemoryMarshal.Read<Header>(block).Bytes;

    public static BlockSummary Summary(ReadOnlySpan<byte> block) => MemoryMarshal.Read<Header>(block).Summary;

    /// <summary>Packs at most <see cref="MaxSamples"/> samples; returns the octets written.</summary>
    /// <param name="timestamps">Strictly ascending.</param>
    /// <param name="values">As many as timestamps.</param>
    /// <param name="scratch">The calling thread's working memory.</param>
    /// <param name="into">At least <see cref="MaxBytes"/>.</param>
    public static int Write(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, EncodeScratch scratch, Span<byte> into)
    {
        var header = new Header { Summary = BlockSummary.None, Samples = 0, Bytes = HeaderBytes };
        header.Summary.Add(values);
        return Append(ref header, timestamps[0], timestamps, values, scratch, into);
    }

    /// <summary>
    /// Packs a block and samples that follow it as one block; returns the octets written. The last frame is taken apart
    /// and packed anew where it is not full.
    /// </summary>
    /// <param name="block">The block to be extended.</param>
    /// <param name="origin">The block's first timestamp.</param>
    /// <param name="timestamps">
    /// Strictly ascending, past the block's last; no more than the block has room for. The samples begin at
    /// <see cref="FrameCodec.MaxSamples"/>, and what lies before that is overwritten.
    /// </param>
    /// <param name="values">As many as timestamps, beginning at the same place.</param>
    /// <param name="scratch">The calling thread's working memory.</param>
    /// <param name="into">At least <see cref="MaxBytes"/>.</param>
    public static int Extend(ReadOnlySpan<byte> block, long origin, Span<long> timestamps, Span<double> values, EncodeScratch scratch, Span<byte> into)
    {
        var header = MemoryMarshal.Read<Header>(block);
        header.Summary.Add(values[FrameCodec.MaxSamples..]);
        var open = header.Samples % FrameCodec.MaxSamples;
        var keep = open == 0 ? header.Bytes : header.LastFrame;
        block[..keep].CopyTo(into);
        var first = FrameCodec.MaxSamples - open;
        if (open > 0)
        {
            // The samples of the open frame go right before those that follow; the end of the last row, which decoding
            // spoils, must not reach into them.
            var frame = block[keep..header.Bytes];
            var opened = FrameHeader.Read(frame, origin);
            FrameCodec.Decode(frame, ref opened, scratch.Intervals, scratch.FrameValues);
            scratch.Intervals.AsSpan(0, open).CopyTo(timestamps[first..]);
            scratch.FrameValues.AsSpan(0, open).CopyTo(values[first..]);
        }
        header.Samples -= (ushort)open;
        header.Bytes = (ushort)keep;
        return Append(ref header, origin, timestamps[first..], values[first..], scratch, into);
    }

    /// <summary>
    /// Unpacks the samples within [<paramref name="from"/>, <paramref name="to"/>]; returns how many. The spans must
    /// have room for the whole block and the rest of its last row.
    /// </summary>
    /// <param name="block">The block, or memory that begins with it.</param>
    /// <param name="origin">The block's first timestamp.</param>
    /// <param name="from">The first timestamp wanted.</param>
    /// <param name="to">The last timestamp wanted.</param>
    /// <param name="timestamps">Receives milliseconds since 1970-01-01 UTC.</param>
    /// <param name="values">Receives the values.</param>
    public static int Read(ReadOnlySpan<byte> block, long origin, long from, long to, Span<long> timestamps, Span<double> values)
    {
        block = block[..Bytes(block)];
        var frame = block[HeaderBytes..];
        var taken = 0;
        while (!frame.IsEmpty)
        {
            var header = FrameHeader.Read(frame, origin);
            if (header.FirstTime > to)
                break;
            var next = frame[header.FrameBytes..];
            if (next.IsEmpty || FrameHeader.Read(next, origin).FirstTime > from)
            {
                FrameCodec.Decode(frame, ref header, timestamps[taken..], values[taken..]);
                taken += Clip(timestamps.Slice(taken, header.Count), values.Slice(taken, header.Count), from, to);
            }
            frame = next;
        }
        return taken;
    }

    /// <summary>Appends frames to those that the header counts, and writes the header.</summary>
    private static int Append(ref Header header, long origin, ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, EncodeScratch scratch, Span<byte> into)
    {
        header.Samples += (ushort)timestamps.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(header.Samples, MaxSamples, nameof(timestamps));
        while (!timestamps.IsEmpty)
        {
            var count = Math.Min(FrameCodec.MaxSamples, timestamps.Length);
            header.LastFrame = header.Bytes;
            header.Bytes += (ushort)FrameCodec.Encode(timestamps[..count], values[..count], origin, scratch, into[header.Bytes..]);
            timestamps = timestamps[count..];
            values = values[count..];
        }
        MemoryMarshal.Write(into, header);
        return header.Bytes;
    }

    /// <summary>Moves what lies within the range to the front; returns how many samples that are.</summary>
    private static int Clip(Span<long> timestamps, Span<double> values, long from, long to)
    {
        if (timestamps[0] >= from && timestamps[^1] <= to)
            return timestamps.Length;
        var first = LowerBound(timestamps, from);
        var end = to == long.MaxValue ? timestamps.Length : LowerBound(timestamps, to + 1);
        if (end <= first)
            return 0;
        timestamps[first..end].CopyTo(timestamps);
        values[first..end].CopyTo(values);
        return end - first;
    }

    private static int LowerBound(ReadOnlySpan<long> timestamps, long timestamp)
    {
        var at = timestamps.BinarySearch(timestamp);
        return at >= 0 ? at : ~at;
    }
}
