using System.Buffers.Binary;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.RemoteWrite;

/// <summary>
/// Messages of remote write 1.0 (<c>prometheus.WriteRequest</c>) and 2.0 (<c>io.prometheus.write.v2.Request</c>) taken
/// apart (https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/). Each method is false where the message is not
/// well-formed.
/// </summary>
internal static class RemoteWriteDecoder
{
    /// <summary>Reads a series of version 1.</summary>
    public static bool ReadFirst(ReadOnlySpan<byte> octets, Range message, RemoteWriteSeries into)
    {
        into.Clear();
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    if (!ReadLabel(octets, reader.Chunk(), into.Labels))
                        return false;
                    break;
                case 2:
                    if (!ReadSample(octets, reader.Chunk(), into))
                        return false;
                    break;
                case 3:
                    if (!ReadExemplar(octets, reader.Chunk(), null, into))
                        return false;
                    break;
                case 4:
                    into.Histograms++;
                    break;
            }
        }
        return !reader.IsBad;
    }

    /// <summary>Reads a series of version 2.</summary>
    /// <param name="octets">The whole message.</param>
    /// <param name="message">Where the series stands.</param>
    /// <param name="symbols">Where the texts stand that series refer to by number.</param>
    /// <param name="into">Gets what was read.</param>
    public static bool ReadSecond(ReadOnlySpan<byte> octets, Range message, List<Range> symbols, RemoteWriteSeries into)
    {
        into.Clear();
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    reader.Numbers(into.References);
                    break;
                case 2:
                    if (!ReadSample(octets, reader.Chunk(), into))
                        return false;
                    break;
                case 3:
                    into.Histograms++;
                    break;
                case 4:
                    if (!ReadExemplar(octets, reader.Chunk(), symbols, into))
                        return false;
                    break;
                case 5:
                    if (!ReadMetadata(octets, reader.Chunk(), symbols, into))
                        return false;
                    break;
                case 6:
                    into.Created = (long)reader.Number();
                    break;
            }
        }
        return !reader.IsBad && Resolve(into.References, symbols, into.Labels);
    }

    /// <summary>Reads what version 1 says of a metric.</summary>
    public static bool ReadMetadata(ReadOnlySpan<byte> octets, Range message, out MetricType type, out Range name, out Range help, out Range unit)
    {
        (type, name, help, unit) = (MetricType.Unknown, default, default, default);
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    type = TypeOf(reader.Number());
                    break;
                case 2:
                    name = reader.Chunk();
                    break;
                case 4:
                    help = reader.Chunk();
                    break;
                case 5:
                    unit = reader.Chunk();
                    break;
            }
        }
        return !reader.IsBad;
    }

    private static bool ReadMetadata(ReadOnlySpan<byte> octets, Range message, List<Range> symbols, RemoteWriteSeries into)
    {
        var (type, help, unit) = (MetricType.Unknown, 0UL, 0UL);
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    type = TypeOf(reader.Number());
                    break;
                case 3:
                    help = reader.Number();
                    break;
                case 4:
                    unit = reader.Number();
                    break;
            }
        }
        // Symbol 0 is the empty text by the specification, and the default of both.
        if (reader.IsBad || help >= (ulong)Math.Max(1, symbols.Count) || unit >= (ulong)Math.Max(1, symbols.Count))
            return false;
        into.Metadata = (type, symbols.Count == 0 ? default : symbols[(int)help], symbols.Count == 0 ? default : symbols[(int)unit]);
        return true;
    }

    /// <summary>Turns numbers of symbols, in turn a label's name and its value, into the places of those.</summary>
    private static bool Resolve(List<uint> references, List<Range> symbols, List<(Range Name, Range Value)> into)
    {
        if (references.Count % 2 != 0)
            return false;
        for (var i = 0; i < references.Count; i += 2)
        {
            if (references[i] >= symbols.Count || references[i + 1] >= symbols.Count)
                return false;
            into.Add((symbols[(int)references[i]], symbols[(int)references[i + 1]]));
        }
        return true;
    }

    /// <summary>Reads an exemplar of version 1, or with <paramref name="symbols"/> of version 2; they differ in how labels are written.</summary>
    private static bool ReadExemplar(ReadOnlySpan<byte> octets, Range message, List<Range>? symbols, RemoteWriteSeries into)
    {
        var (value, timestamp, first) = (0.0, 0L, into.ExemplarLabels.Count);
        List<uint> references = []; // bound: the exemplar
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1 when symbols is null:
                    if (!ReadLabel(octets, reader.Chunk(), into.ExemplarLabels))
                        return false;
                    break;
                case 1:
                    reader.Numbers(references);
                    break;
                case 2:
                    value = reader.Double();
                    break;
                case 3:
                    timestamp = (long)reader.Number();
                    break;
            }
        }
        if (reader.IsBad || (symbols is not null && !Resolve(references, symbols, into.ExemplarLabels)))
            return false;
        into.Exemplars.Add((timestamp, value, first..into.ExemplarLabels.Count));
        return true;
    }

    private static bool ReadLabel(ReadOnlySpan<byte> octets, Range message, List<(Range Name, Range Value)> into)
    {
        var (name, value) = (default(Range), default(Range));
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = reader.Chunk();
            else if (reader.Field == 2)
                value = reader.Chunk();
        }
        into.Add((name, value));
        return !reader.IsBad;
    }

    /// <summary>Reads a sample: tag, value, tag, timestamp as every sender writes them, or whatever else the format allows.</summary>
    public static bool ReadSample(ReadOnlySpan<byte> octets, Range message, out double value, out long timestamp)
    {
        if (ReadUsualSample(octets[message], out value, out timestamp))
            return true;
        (value, timestamp) = (0, 0);
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                value = reader.Double();
            else if (reader.Field == 2)
                timestamp = (long)reader.Number();
        }
        return !reader.IsBad;
    }

    /// <summary>A value of eight octets after its tag, then a timestamp of up to nine after its own, and nothing else.</summary>
    private static bool ReadUsualSample(ReadOnlySpan<byte> sample, out double value, out long timestamp)
    {
        const int timeStart = 1 + sizeof(double) + 1;
        (value, timestamp) = (0, 0);
        if (sample.Length is <= timeStart or > timeStart + 9 || sample[0] != ((1 << 3) | 1) || sample[timeStart - 1] != 2 << 3 || sample[^1] >= 0x80)
            return false;
        value = BinaryPrimitives.ReadDoubleLittleEndian(sample[1..]);
        for (var i = sample.Length - 1; i >= timeStart; i--)
        {
            if (i < sample.Length - 1 && sample[i] < 0x80)
                return false;
            timestamp = (timestamp << 7) | (long)(sample[i] & 0x7f);
        }
        return true;
    }

    private static bool ReadSample(ReadOnlySpan<byte> octets, Range message, RemoteWriteSeries into)
    {
        var good = ReadSample(octets, message, out var value, out var timestamp);
        into.Samples.Add((timestamp, value));
        return good;
    }

    // Both versions number the types alike.
    private static MetricType TypeOf(ulong number) => number switch
    {
        1 => MetricType.Counter,
        2 => MetricType.Gauge,
        3 => MetricType.Histogram,
        4 => MetricType.GaugeHistogram,
        5 => MetricType.Summary,
        6 => MetricType.Info,
        7 => MetricType.StateSet,
        _ => MetricType.Unknown,
    };
}
