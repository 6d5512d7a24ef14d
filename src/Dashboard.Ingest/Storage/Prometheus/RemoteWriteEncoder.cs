using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Remote;

namespace Dashboard.Ingest.Storage.Prometheus;

/// <summary>Bodies of remote write 1.0: a <c>prometheus.WriteRequest</c>, packed (https://prometheus.io/docs/specs/prw/remote_write_spec/).</summary>
internal sealed class RemoteWriteEncoder(int maxSamples) : IBodyEncoder
{
    private const int MaxOctets = 1 << 20;
    private const int SeriesTag = 0x0a;
    private const int LabelTag = 0x0a;
    private const int SampleTag = 0x12;
    private const int TextTag = 0x0a;
    private const int SecondTextTag = 0x12;
    private const int ValueTag = 0x09;
    private const int TimeTag = 0x10;
    private const int MostVarint = 10;

    private readonly ArrayBufferWriter<byte> _message = new(); // bound: MaxOctets and one series
    private readonly ArrayBufferWriter<byte> _series = new(); // bound: MaxOctets and one sample
    private readonly ArrayBufferWriter<byte> _label = new(); // bound: one label
    private int _labelOctets;

    public int Samples { get; private set; }

    public bool IsFull => Samples >= maxSamples || _message.WrittenCount + _series.WrittenCount >= MaxOctets;

    public bool TryBegin(Labels labels)
    {
        EndSeries();
        foreach (var label in labels)
        {
            _label.ResetWrittenCount();
            WriteText(_label, TextTag, label.Name);
            WriteText(_label, SecondTextTag, label.Value);
            WriteChunk(_series, LabelTag, _label.WrittenSpan);
        }
        _labelOctets = _series.WrittenCount;
        return true;
    }

    public bool TryAdd(long timestamp, double value)
    {
        var sample = _series.GetSpan(2 + 9 + 1 + MostVarint);
        sample[0] = SampleTag;
        sample[2] = ValueTag;
        BinaryPrimitives.WriteDoubleLittleEndian(sample[3..], value);
        sample[11] = TimeTag;
        var length = 12 + WriteVarint(sample[12..], (ulong)timestamp);
        sample[1] = (byte)(length - 2);
        _series.Advance(length);
        Samples++;
        return true;
    }

    public OutgoingBody Finish()
    {
        EndSeries();
        var body = new OutgoingBody(SnappyPacking.Pack(_message.WrittenSpan), Samples);
        _message.ResetWrittenCount();
        Samples = 0;
        return body;
    }

    private void EndSeries()
    {
        if (_series.WrittenCount > _labelOctets)
            WriteChunk(_message, SeriesTag, _series.WrittenSpan);
        _series.ResetWrittenCount();
        _labelOctets = 0;
    }

    private static void WriteText(ArrayBufferWriter<byte> into, byte tag, string text)
    {
        WriteLength(into, tag, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, into);
    }

    private static void WriteChunk(ArrayBufferWriter<byte> into, byte tag, ReadOnlySpan<byte> octets)
    {
        WriteLength(into, tag, octets.Length);
        into.Write(octets);
    }

    private static void WriteLength(ArrayBufferWriter<byte> into, byte tag, int length)
    {
        var header = into.GetSpan(1 + MostVarint);
        header[0] = tag;
        into.Advance(1 + WriteVarint(header[1..], (ulong)length));
    }

    private static int WriteVarint(Span<byte> into, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            into[length++] = (byte)(value | 0x80);
        into[length++] = (byte)value;
        return length;
    }
}
