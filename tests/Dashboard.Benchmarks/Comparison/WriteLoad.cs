using System.Globalization;
using System.IO.Compression;
using System.Text;
using Dashboard.Ingest.Storage.Prometheus;

namespace Dashboard.Benchmarks.Comparison;

/// <summary>
/// The requests that senders make of a number of series: every 5 s a value of each, the series split between the
/// connections, 5,000 samples a body. Everything is made before it is sent, so that making it takes nothing from the servers.
/// </summary>
internal sealed class WriteLoad
{
    public const int Connections = 4;
    public const int StepMs = 5000;

    private const int Batch = 5000;
    private static readonly string[] FieldNames = ["in_octets", "out_util", "in_errors", "err_rate"];

    private readonly WriteKind _kind;
    private readonly int _fields;
    private readonly byte[][] _keys;
    private readonly NetworkValues _values;
    private readonly int _series;

    /// <summary>Series that nobody has seen.</summary>
    /// <param name="kind">How they are written.</param>
    /// <param name="generation">Makes their names and labels differ from those of other loads.</param>
    /// <param name="series">How many.</param>
    public WriteLoad(WriteKind kind, string generation, int series)
    {
        (_kind, _series, _fields) = (kind, series, kind == WriteKind.InfluxFourFields ? FieldNames.Length : 1);
        _values = new NetworkValues(series);
        _keys = [.. Enumerable.Range(0, series / _fields).Select(n => kind == WriteKind.RemoteWrite
            ? LabelsOf(("__name__", n % 2 == 0 ? "ifc_value" : "ifg_value"), ("cell", $"c{generation}{n / 100:d4}"), ("host", $"rtr-{generation}{n / 20:d5}"), ("iface", $"ge-0/0/{n % 20}"))
            : Encoding.ASCII.GetBytes($"{(_fields > 1 ? "ifstat" : n % 2 == 0 ? "ifc" : "ifg")},cell=c{generation}{n / 100:d4},host=rtr-{generation}{n / 20:d5},iface=ge-0/0/{n % 20} "))];
    }

    /// <summary>The requests of some steps, for each connection in the order they are to be sent.</summary>
    public byte[][][] Requests(long firstTime, int steps)
    {
        var requests = Enumerable.Range(0, Connections).Select(static _ => new List<byte[]>()).ToArray();
        for (var step = 0; step < steps; step++)
        {
            for (var connection = 0; connection < Connections; connection++)
            {
                var end = (int)((long)_keys.Length * (connection + 1) / Connections);
                for (var first = (int)((long)_keys.Length * connection / Connections); first < end; first += Batch / _fields)
                    requests[connection].Add(Request(first, Math.Min(end, first + (Batch / _fields)), firstTime + ((long)step * StepMs)));
            }
        }
        return [.. requests.Select(static r => r.ToArray())];
    }

    /// <summary>The octets of labels within a series of a <c>prometheus.WriteRequest</c>.</summary>
    public static byte[] LabelsOf(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        using var into = new MemoryStream();
        foreach (var (name, value) in labels)
        {
            into.Write([0x0a, (byte)(4 + name.Length + value.Length), 0x0a, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0x12, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)]);
        }
        return into.ToArray();
    }

    /// <summary>Adds a series with its samples to a <c>prometheus.WriteRequest</c>.</summary>
    public static void WriteSeries(MemoryStream into, ReadOnlySpan<byte> labels, ReadOnlySpan<(long Time, double Value)> samples)
    {
        const int sampleBytes = 16; // the timestamp takes six octets until the year 2109
        into.WriteByte(0x0a);
        WriteVarint(into, (ulong)(labels.Length + (samples.Length * (sampleBytes + 2))));
        into.Write(labels);
        Span<byte> value = stackalloc byte[sizeof(double)];
        foreach (var (time, number) in samples)
        {
            BitConverter.TryWriteBytes(value, number);
            into.Write([0x12, sampleBytes, 0x09, .. value, 0x10]);
            WriteVarint(into, (ulong)time);
        }
    }

    private byte[] Request(int first, int end, long time)
    {
        using var body = new MemoryStream((end - first) * 100);
        if (_kind == WriteKind.RemoteWrite)
        {
            for (var key = first; key < end; key++)
                WriteSeries(body, _keys[key], [(time, _values.Next(key))]);
            return RemoteWrite(body);
        }
        var ending = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" {time}000000\n"));
        Span<byte> value = stackalloc byte[32];
        for (var key = first; key < end; key++)
        {
            body.Write(_keys[key]);
            for (var field = 0; field < _fields; field++)
            {
                if (field > 0)
                    body.WriteByte((byte)',');
                body.Write(Encoding.ASCII.GetBytes(_fields == 1 ? "value=" : FieldNames[field] + "="));
                body.Write(value[.._values.Write((key * _fields) + field, value)]);
            }
            body.Write(ending);
        }
        if (_kind != WriteKind.InfluxGzip)
            return LoopbackHttp.Post("/write", "Content-Type: text/plain\r\n", body.GetBuffer().AsSpan(0, (int)body.Length));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body.GetBuffer().AsSpan(0, (int)body.Length));
        return LoopbackHttp.Post("/write", "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n", packed.ToArray());
    }

    /// <summary>The request that brings a <c>prometheus.WriteRequest</c>.</summary>
    public static byte[] RemoteWrite(MemoryStream body) => LoopbackHttp.Post(
        "/api/v1/write", "Content-Type: application/x-protobuf\r\nContent-Encoding: snappy\r\nX-Prometheus-Remote-Write-Version: 0.1.0\r\n", SnappyPacking.Pack(body.GetBuffer().AsSpan(0, (int)body.Length)));

    private static void WriteVarint(Stream into, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
            into.WriteByte((byte)(number | 0x80));
        into.WriteByte((byte)number);
    }
}
