using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Remote;

namespace Dashboard.Ingest.Storage.Influx;

/// <summary>
/// Bodies of line protocol, packed with gzip, timestamps in milliseconds
/// (https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/). It has no way to write NaN, infinities, line
/// breaks, a text that ends with a backslash, nor times that InfluxDB has no room for.
/// </summary>
internal sealed class LineProtocolEncoder(int maxSamples) : IBodyEncoder
{
    private const int MaxOctets = 4 << 20;
    private const int MostNumberOctets = 64;

    // InfluxDB counts nanoseconds in 64 bits.
    private const long LastTime = long.MaxValue / 1_000_000 - 1;

    private readonly ArrayBufferWriter<byte> _lines = new(); // bound: MaxOctets and one line
    private readonly ArrayBufferWriter<byte> _key = new(); // bound: the labels of one series

    public int Samples { get; private set; }

    public bool IsFull => Samples >= maxSamples || _lines.WrittenCount >= MaxOctets;

    public bool TryBegin(Labels labels)
    {
        _key.ResetWrittenCount();
        if (labels.Name is [] or ['#', ..] || !TryWrite(labels.Name, isMeasurement: true))
            return false;
        foreach (var label in labels)
        {
            if (label.Name == Labels.MetricName)
                continue;
            _key.Write(","u8);
            if (!TryWrite(TagName.Of(label.Name), isMeasurement: false))
                return false;
            _key.Write("="u8);
            if (!TryWrite(label.Value, isMeasurement: false))
                return false;
        }
        _key.Write(" value="u8);
        return true;
    }

    public bool TryAdd(long timestamp, double value)
    {
        if (!double.IsFinite(value) || timestamp is > LastTime or < -LastTime)
            return false;
        _lines.Write(_key.WrittenSpan);
        var number = _lines.GetSpan(MostNumberOctets);
        Utf8Formatter.TryFormat(value, number, out var length);
        number[length++] = (byte)' ';
        Utf8Formatter.TryFormat(timestamp, number[length..], out var digits);
        number[length + digits] = (byte)'\n';
        _lines.Advance(length + digits + 1);
        Samples++;
        return true;
    }

    public OutgoingBody Finish()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(_lines.WrittenSpan);
        var body = new OutgoingBody(packed.ToArray(), Samples);
        _lines.ResetWrittenCount();
        Samples = 0;
        return body;
    }

    private bool TryWrite(string text, bool isMeasurement)
    {
        if (text.AsSpan().IndexOfAny('\n', '\r') >= 0 || text[^1] == '\\')
            return false;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var plain = isMeasurement ? rest.IndexOfAny(',', ' ') : rest.IndexOfAny(',', ' ', '=');
            Encoding.UTF8.GetBytes(plain < 0 ? rest : rest[..plain], _key);
            if (plain < 0)
                break;
            _key.Write([(byte)'\\', (byte)rest[plain]]);
            rest = rest[(plain + 1)..];
        }
        return true;
    }
}
