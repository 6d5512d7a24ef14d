using System.Buffers;
using Dashboard.Ingest.Storage.Remote;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Storage.Prometheus;

/// <summary>
/// Cuts a body of remote write in two: between series, or the samples of its only one. Prometheus refuses a body as a
/// whole for one sample in it that it does not take; in ever smaller bodies the others get there.
/// </summary>
internal static class RemoteWriteSplitting
{
    private const byte SeriesTag = 0x0a;
    private const byte SampleTag = 0x12;
    private const int SampleField = 2;

    /// <summary>The two halves; null where there is nothing to cut.</summary>
    public static (OutgoingBody First, OutgoingBody Second)? Split(ReadOnlyMemory<byte> body)
    {
        if (!SnappyBlock.TryReadLength(body.Span, out var length, out var start))
            return null;
        var octets = new byte[length];
        if (!SnappyBlock.TryUnpack(body.Span[start..], octets))
            return null;
        var series = Chunks(octets, ..length).ConvertAll(static c => c.Content);
        if (series.Count > 1)
            return (Series(octets, series[..(series.Count / 2)]), Series(octets, series[(series.Count / 2)..]));
        if (series.Count == 0)
            return null;
        var parts = Chunks(octets, series[0]);
        var labels = parts.FindAll(static p => p.Field != SampleField);
        var samples = parts.FindAll(static p => p.Field == SampleField);
        return samples.Count > 1
            ? (Samples(octets, [.. labels, .. samples[..(samples.Count / 2)]]), Samples(octets, [.. labels, .. samples[(samples.Count / 2)..]]))
            : null;
    }

    private static OutgoingBody Series(byte[] octets, List<Range> series)
    {
        var message = new ArrayBufferWriter<byte>();
        foreach (var one in series)
            Write(message, SeriesTag, octets.AsSpan(one));
        return new OutgoingBody(SnappyPacking.Pack(message.WrittenSpan), series.Sum(s => Chunks(octets, s).Count(static p => p.Field == SampleField)));
    }

    private static OutgoingBody Samples(byte[] octets, List<(int Field, Range Content)> parts)
    {
        var series = new ArrayBufferWriter<byte>();
        foreach (var (field, content) in parts)
            Write(series, field == SampleField ? SampleTag : SeriesTag, octets.AsSpan(content));
        var message = new ArrayBufferWriter<byte>();
        Write(message, SeriesTag, series.WrittenSpan);
        return new OutgoingBody(SnappyPacking.Pack(message.WrittenSpan), parts.Count(static p => p.Field == SampleField));
    }

    private static List<(int Field, Range Content)> Chunks(byte[] octets, Range message)
    {
        var chunks = new List<(int, Range)>(); // bound: the body
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
            chunks.Add((reader.Field, reader.Chunk()));
        return chunks;
    }

    private static void Write(ArrayBufferWriter<byte> into, byte tag, ReadOnlySpan<byte> content)
    {
        into.Write([tag]);
        for (var length = (uint)content.Length; ; length >>= 7)
        {
            into.Write([(byte)(length < 0x80 ? length : (length & 0x7f) | 0x80)]);
            if (length < 0x80)
                break;
        }
        into.Write(content);
    }
}
