using System.Runtime.InteropServices;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.RemoteWrite;

/// <summary>Turns one message into samples. A message that is not well-formed is refused as a whole.</summary>
internal sealed class RemoteWriteMessage(IngestPipeline pipeline, MetricCatalogue metrics, OctetTable known, bool isSecond)
{
    private readonly RemoteWriteSeries _series = new();
    private readonly List<Range> _symbols = []; // bound: the message
    private readonly List<byte> _key = []; // bound: the labels of one series

    /// <summary>Exemplars that came along.</summary>
    public int Exemplars { get; private set; }

    /// <summary>Native histograms that came along.</summary>
    public int Histograms { get; private set; }

    /// <summary>Samples of new series that the source is at its limit for.</summary>
    public int Refused { get; private set; }

    /// <summary>Samples of series without a metric's name.</summary>
    public int Nameless { get; private set; }

    /// <summary>Reads a message, unpacked; false where it is not well-formed.</summary>
    public bool Read(ReadOnlySpan<byte> octets, TelemetryBatch<MetricSample> into)
    {
        var reader = new ProtobufReader(octets, ..octets.Length);
        while (reader.Next())
        {
            var good = (isSecond, reader.Field) switch
            {
                (false, 1) => RemoteWriteDecoder.ReadFirst(octets, reader.Chunk(), _series) && Take(octets, into),
                (false, 3) => Describe(octets, reader.Chunk()),
                (true, 5) => RemoteWriteDecoder.ReadSecond(octets, reader.Chunk(), _symbols, _series) && Take(octets, into),
                _ => true,
            };
            if (!good)
                return false;
            if (isSecond && reader.Field == 4)
                _symbols.Add(reader.Chunk());
        }
        return !reader.IsBad;
    }

    private bool Take(ReadOnlySpan<byte> octets, TelemetryBatch<MetricSample> into)
    {
        Exemplars += _series.Exemplars;
        Histograms += _series.Histograms;
        if (_series.Samples.Count == 0)
            return true;
        if (!TryFindName(octets, out var name))
        {
            Nameless += _series.Samples.Count;
            return true;
        }
        WriteKey(octets);
        var key = CollectionsMarshal.AsSpan(_key);
        if (!known.TryFind(key, out var series))
        {
            series = pipeline.Resolve(RemoteWriteSource.Id, LabelsOf(octets));
            if (!series.IsNone)
                known.Add(key, series);
            if (_series.Metadata is var (type, help, unit) && (type != MetricType.Unknown || !help.Equals(unit)))
                metrics.Describe(Family(Encoding.UTF8.GetString(octets[name]), type), new MetricMetadata(type, Encoding.UTF8.GetString(octets[help]), Encoding.UTF8.GetString(octets[unit])));
        }
        foreach (var (timestamp, value) in _series.Samples)
            into.Add(new MetricSample(series, timestamp, value));
        Refused += series.IsNone ? _series.Samples.Count : 0;
        return true;
    }

    private bool Describe(ReadOnlySpan<byte> octets, Range message)
    {
        if (!RemoteWriteDecoder.ReadMetadata(octets, message, out var type, out var name, out var help, out var unit))
            return false;
        metrics.Describe(Encoding.UTF8.GetString(octets[name]), new MetricMetadata(type, Encoding.UTF8.GetString(octets[help]), Encoding.UTF8.GetString(octets[unit])));
        return true;
    }

    private bool TryFindName(ReadOnlySpan<byte> octets, out Range name)
    {
        foreach (var (label, value) in _series.Labels)
        {
            if (octets[label].SequenceEqual("__name__"u8) && !octets[value].IsEmpty)
            {
                name = value;
                return true;
            }
        }
        name = default;
        return false;
    }

    /// <summary>The labels as one run of octets, each text after its length, so that no two sets look alike.</summary>
    private void WriteKey(ReadOnlySpan<byte> octets)
    {
        _key.Clear();
        foreach (var (name, value) in _series.Labels)
        {
            WriteText(octets[name]);
            WriteText(octets[value]);
        }
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        for (var length = (uint)text.Length; ; length >>= 7)
        {
            _key.Add((byte)(length < 0x80 ? length : (length & 0x7f) | 0x80));
            if (length < 0x80)
                break;
        }
        _key.AddRange(text);
    }

    private Labels LabelsOf(ReadOnlySpan<byte> octets)
    {
        var labels = new Label[_series.Labels.Count];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = new Label(Encoding.UTF8.GetString(octets[_series.Labels[i].Name]), Encoding.UTF8.GetString(octets[_series.Labels[i].Value]));
        return Labels.From(labels);
    }

    /// <summary>The metric that a series of a histogram or summary belongs to: its name without <c>_bucket</c>, <c>_count</c> or <c>_sum</c>.</summary>
    private static string Family(string name, MetricType type)
    {
        if (type is not (MetricType.Histogram or MetricType.GaugeHistogram or MetricType.Summary))
            return name;
        foreach (var suffix in (ReadOnlySpan<string>)["_bucket", "_count", "_sum"])
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
                return name[..^suffix.Length];
        }
        return name;
    }
}
