using System.Runtime.InteropServices;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.RemoteWrite;

/// <summary>Turns one message into samples. A message that is not well-formed is refused as a whole.</summary>
/// <remarks>
/// Senders repeat their series in the same order, so the labels of a series of version 1 are first held, as they came,
/// against those that followed last time, and else looked up by their octets: a series that is known costs no
/// allocation and no look at its labels.
/// </remarks>
internal sealed class RemoteWriteMessage(IngestPipeline pipeline, TimeSeriesCache cache, RemoteWriteRows rows, bool isSecond) : IDisposable
{
    private const byte LabelTag = (1 << 3) | 2;
    private const byte SampleTag = (2 << 3) | 2;

    private readonly OctetRows _known = isSecond ? rows.Second : rows.First;
    private readonly RemoteWriteSeries _series = new();
    private readonly List<Range> _symbols = []; // bound: the message
    private readonly List<byte> _key = []; // bound: the labels of one series
    private OctetRows.Window _window = (isSecond ? rows.Second : rows.First).Open();
    private int _previous;

    /// <summary>Exemplars that were taken.</summary>
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
                (false, 1) => TakeFirst(octets, reader.Chunk(), into),
                (false, 3) => Describe(octets, reader.Chunk()),
                (true, 5) => RemoteWriteDecoder.ReadSecond(octets, reader.Chunk(), _symbols, _series) && Take(octets, default, into),
                _ => true,
            };
            if (!good)
                return false;
            if (isSecond && reader.Field == 4)
                _symbols.Add(reader.Chunk());
        }
        return !reader.IsBad;
    }

    public void Dispose()
    {
        _known.Close(_window);
        _window = default;
    }

    /// <summary>Takes a series of version 1: labels, then samples. Anything else goes the long way.</summary>
    private bool TakeFirst(ReadOnlySpan<byte> octets, Range message, TelemetryBatch<MetricSample> into)
    {
        var series = octets[message];
        var number = _previous == 0 ? 0 : _known[_previous].Next;
        var length = number == 0 ? 0 : _known[number].KeyLength;
        if (length == 0 || length >= series.Length || series[length] != SampleTag || !series[..length].SequenceEqual(_known[number].Key))
        {
            length = LabelsLength(series, int.MaxValue);
            number = length == 0 || length >= series.Length || series[length] != SampleTag ? 0 : _known.Find(series[..length]);
        }
        if (number == 0 || !TakeSamples(octets, message, length, _known[number].Series(0), into))
            return RemoteWriteDecoder.ReadFirst(octets, message, _series) && Take(octets, message, into);
        Follow(number);
        return true;
    }

    /// <summary>Takes the samples of a known series; false, and none taken, where anything else is among them.</summary>
    private static bool TakeSamples(ReadOnlySpan<byte> octets, Range message, int at, SeriesRef series, TelemetryBatch<MetricSample> into)
    {
        var (start, length) = (message.Start.Value, message.End.Value - message.Start.Value);
        // More samples than that are shorter than samples are.
        var samples = into.Reserve(((length - at) / 8) + 1);
        var count = 0;
        while (at < length)
        {
            var octetsOfSample = at + 1 < length ? octets[start + at + 1] : byte.MaxValue;
            if (octets[start + at] != SampleTag || octetsOfSample >= 0x80 || octetsOfSample > length - at - 2 || count == samples.Length)
                return false;
            at += 2;
            if (!RemoteWriteDecoder.ReadSample(octets, (start + at)..(start + at + octetsOfSample), out var value, out var timestamp))
                return false;
            at += octetsOfSample;
            samples[count++] = new MetricSample(series, timestamp, value);
        }
        into.Advance(count);
        return true;
    }

    /// <summary>The octets of the labels at the beginning of a series; 0 where they are more or fewer than expected.</summary>
    private static int LabelsLength(ReadOnlySpan<byte> series, int expected)
    {
        var (at, count) = (0, 0);
        while (at + 1 < series.Length && series[at] == LabelTag)
        {
            // A length of one octet, or of two.
            var length = series[at + 1] < 0x80 ? series[at + 1] + 2 : at + 2 < series.Length && series[at + 2] < 0x80 ? (series[at + 1] & 0x7f) + (series[at + 2] << 7) + 3 : int.MaxValue;
            if (length > series.Length - at)
                return 0;
            at += length;
            count++;
        }
        return expected == int.MaxValue || expected == count ? at : 0;
    }

    private void Follow(int number)
    {
        if (number == 0)
            return;
        if (_previous != 0 && _known[_previous] is var previous && previous.Next != number)
            previous.Next = number;
        _previous = number;
    }

    private bool Take(ReadOnlySpan<byte> octets, Range message, TelemetryBatch<MetricSample> into)
    {
        Histograms += _series.Histograms;
        if (_series.Samples.Count == 0 && _series.Exemplars.Count == 0)
            return true;
        if (!TryFindName(octets, out var name))
        {
            Nameless += _series.Samples.Count;
            return true;
        }
        if (isSecond)
            WriteKey(octets);
        // Labels that do not all come first make no key.
        var key = isSecond ? CollectionsMarshal.AsSpan(_key) : octets.Slice(message.Start.Value, LabelsLength(octets[message], _series.Labels.Count));
        var number = key.IsEmpty ? 0 : _known.Find(key);
        var series = number > 0 ? _known[number].Series(0) : SeriesRef.None;
        if (number == 0)
        {
            series = pipeline.Resolve(RemoteWriteSource.Id, LabelsOf(octets, CollectionsMarshal.AsSpan(_series.Labels)));
            if (!series.IsNone && !key.IsEmpty && key.Length <= OctetRows.MaxRowBytes)
                Follow(_known.Learn(ref _window, key.Length, key, [(ushort)key.Length], [series]));
            if (_series.Metadata is var (type, help, unit) && (type != MetricType.Unknown || !help.Equals(unit)))
                cache.Metrics.Describe(Family(Encoding.UTF8.GetString(octets[name]), type), new MetricMetadata(type, Encoding.UTF8.GetString(octets[help]), Encoding.UTF8.GetString(octets[unit])));
        }
        // A counter that began at zero did so at a time that no sample tells: it is put in as one, once.
        if (_series.Created > 0 && _series.Samples.Count > 0 && _series.Created < _series.Samples[0].Timestamp && !series.IsNone && rows.Begins(series, _series.Created))
            into.Add(new MetricSample(series, _series.Created, 0));
        foreach (var (timestamp, value) in _series.Samples)
            into.Add(new MetricSample(series, timestamp, value));
        Refused += series.IsNone ? _series.Samples.Count : 0;
        if (_series.Exemplars.Count > 0)
            TakeExemplars(octets, series);
        return true;
    }

    private void TakeExemplars(ReadOnlySpan<byte> octets, SeriesRef series)
    {
        if (!cache.TryDescribe(series, out var labels, out _))
            return;
        foreach (var (timestamp, value, part) in _series.Exemplars)
        {
            var its = LabelsOf(octets, CollectionsMarshal.AsSpan(_series.ExemplarLabels)[part]);
            cache.Exemplars.Add(new Exemplar(labels, its, value, timestamp));
            Exemplars++;
        }
    }

    private bool Describe(ReadOnlySpan<byte> octets, Range message)
    {
        if (!RemoteWriteDecoder.ReadMetadata(octets, message, out var type, out var name, out var help, out var unit))
            return false;
        cache.Metrics.Describe(Encoding.UTF8.GetString(octets[name]), new MetricMetadata(type, Encoding.UTF8.GetString(octets[help]), Encoding.UTF8.GetString(octets[unit])));
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

    private static Labels LabelsOf(ReadOnlySpan<byte> octets, ReadOnlySpan<(Range Name, Range Value)> places)
    {
        var labels = new Label[places.Length];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = new Label(Encoding.UTF8.GetString(octets[places[i].Name]), Encoding.UTF8.GetString(octets[places[i].Value]));
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
