using System.Buffers.Binary;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>What a page holds of a series' samples: blocks, each after its first and its last time, in ms from the page's begin.</summary>
internal static class RawSeries
{
    private const int TimesBytes = 2 * sizeof(uint);

    public static void Write(PageBuilder page, int series, long start, ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
    {
        page.Begin();
        while (!timestamps.IsEmpty)
        {
            var count = Math.Min(timestamps.Length, SampleBlock.MaxSamples);
            var into = page.Reserve(TimesBytes + SampleBlock.MaxBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)(timestamps[0] - start));
            BinaryPrimitives.WriteUInt32LittleEndian(into[sizeof(uint)..], (uint)(timestamps[count - 1] - start));
            page.Advance(TimesBytes + SampleBlock.Pack(timestamps[..count], values[..count], into[TimesBytes..]));
            timestamps = timestamps[count..];
            values = values[count..];
        }
        page.End(series);
    }

    /// <summary>Takes the next block off; false where there is none.</summary>
    public static bool Next(ref ReadOnlySpan<byte> octets, long start, out long first, out long last, out ReadOnlySpan<byte> block)
    {
        (first, last) = (0, 0);
        block = default;
        if (octets.IsEmpty)
            return false;
        first = start + BinaryPrimitives.ReadUInt32LittleEndian(octets);
        last = start + BinaryPrimitives.ReadUInt32LittleEndian(octets[sizeof(uint)..]);
        octets = octets[TimesBytes..];
        block = octets[..SampleBlock.Bytes(octets)];
        octets = octets[block.Length..];
        return true;
    }

    /// <summary>Adds the samples within a time, ends included.</summary>
    public static void Read(ReadOnlySpan<byte> octets, long start, long from, long to, SampleColumns into)
    {
        while (Next(ref octets, start, out var first, out var last, out var block))
        {
            if (last < from || first > to)
                continue;
            var room = into.Reserve(SampleBlock.Samples(block) + SampleBlock.Slack);
            into.Advance(SampleBlock.Unpack(block, first, from, to, room.Timestamps.Span, room.Values.Span));
        }
    }
}
