using System.Buffers;

namespace Dashboard.Domain.TimeSeries;

/// <summary>Reads samples of a series in memory into columns: unpacks its blocks straight into them, then adds the rows of its chunk.</summary>
internal static class SeriesReader
{
    private const int BlocksOnStack = 48;

    public static void Read(SampleMemory memory, MemorySeries series, long from, long to, SampleColumns into)
    {
        if (from > to || series.Newest < from || series.Oldest > to)
            return;
        Span<SampleRow> rows = stackalloc SampleRow[SampleChunk.Rows];
        Span<BlockEntry> blocks = stackalloc BlockEntry[BlocksOnStack];
        BlockEntry[]? rented = null;
        // Blocks found in the snapshot stay in memory until the epoch is left.
        var epoch = memory.Epochs.Enter();
        try
        {
            var found = series.Snapshot(from, rows, blocks);
            while (found.Blocks > blocks.Length)
            {
                if (rented is not null)
                    ArrayPool<BlockEntry>.Shared.Return(rented);
                blocks = rented = ArrayPool<BlockEntry>.Shared.Rent(found.Blocks + 8);
                found = series.Snapshot(from, rows, blocks);
            }
            blocks = Until(to, blocks[..found.Blocks]);
            rows = rows[..found.Rows];
            Unpack(memory, blocks, rows.Length, from, to, into);
            Add(rows, found.Base, from, to, into);
        }
        finally
        {
            memory.Epochs.Exit(epoch);
            if (rented is not null)
                ArrayPool<BlockEntry>.Shared.Return(rented);
        }
    }

    private static Span<BlockEntry> Until(long to, Span<BlockEntry> blocks)
    {
        while (!blocks.IsEmpty && blocks[^1].First > to)
            blocks = blocks[..^1];
        return blocks;
    }

    private static void Unpack(SampleMemory memory, ReadOnlySpan<BlockEntry> blocks, int rows, long from, long to, SampleColumns into)
    {
        var room = rows + BitPacking.Lanes;
        foreach (ref readonly var block in blocks)
            room += block.Samples;
        var reserved = into.Reserve(room);
        var timestamps = reserved.Timestamps.Span;
        var values = reserved.Values.Span;
        var taken = 0;
        foreach (ref readonly var block in blocks)
            taken += PackedBlock.Read(memory.Blocks.Memory(block.Cell), block.First, from, to, timestamps[taken..], values[taken..]);
        into.Advance(taken);
    }

    private static void Add(ReadOnlySpan<SampleRow> rows, long start, long from, long to, SampleColumns into)
    {
        foreach (ref readonly var row in rows)
        {
            var timestamp = start + row.Offset;
            if (timestamp > to)
                return;
            if (timestamp >= from)
                into.Add(timestamp, row.Value);
        }
    }
}
