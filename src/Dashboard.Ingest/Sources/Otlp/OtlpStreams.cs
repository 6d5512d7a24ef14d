using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// The streams of points that have come, by the octets that name them, so that one that is known costs a look-up and no
/// allocation. When full, those that have been silent for an hour make room. Used by one thread at a time.
/// </summary>
/// <param name="metrics">Gets what is said of metrics.</param>
/// <param name="capacity">Streams that may be known.</param>
internal sealed class OtlpStreams(MetricCatalogue metrics, int capacity)
{
    private const long Silence = 3_600_000;
    private const long SweepInterval = 60_000;

    private readonly Dictionary<byte[], OtlpSeries> _byOctets = new(OctetComparer.Instance); // bound: capacity
    private readonly Dictionary<Labels, OtlpSeries> _byLabels = []; // bound: capacity
    private readonly Dictionary<byte[], OtlpFamily> _families = new(OctetComparer.Instance); // bound: capacity
    private byte[] _key = new byte[256]; // bound: the message
    private int _length;
    private int _number;
    private long _sweptAt;

    /// <summary>The family of a metric.</summary>
    public OtlpFamily Family(ReadOnlySpan<byte> octets, in OtlpMetricHead head, in OtlpScope scope)
    {
        _length = 0;
        Put([(byte)head.Kind, (byte)(head.IsDelta ? 1 : 0), (byte)(head.IsMonotonic ? 1 : 0)]);
        PutText(octets[head.Name]);
        PutText(octets[head.Unit]);
        PutText(MemoryMarshal.AsBytes(scope.Name.AsSpan()));
        PutText(MemoryMarshal.AsBytes(scope.Version.AsSpan()));
        var known = _families.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (known.TryGetValue(_key.AsSpan(0, _length), out var family))
            return family;
        var (isCounter, unit) = (head.Kind == OtlpMetricKind.Sum && head.IsMonotonic, Encoding.UTF8.GetString(octets[head.Unit]));
        var name = InstrumentNames.Metric(Encoding.UTF8.GetString(octets[head.Name]), unit, isCounter, head.Kind == OtlpMetricKind.Gauge);
        metrics.Describe(name, new MetricMetadata(TypeOf(head.Kind, isCounter), Encoding.UTF8.GetString(octets[head.Description]), unit));
        if (_families.Count >= capacity)
            _families.Clear();
        return known[_key.AsSpan(0, _length)] = new OtlpFamily(++_number, name, scope.Name, scope.Version);
    }

    /// <summary>The series of a point; null where there are as many as may be. False where its attributes are not well-formed.</summary>
    public bool TryGet(ReadOnlySpan<byte> octets, OtlpFamily family, OtlpOrigin origin, List<Range> attributes, OtlpValues values, long now, out OtlpSeries? series)
    {
        _length = 0;
        Put(origin.Number);
        Put(family.Number);
        foreach (var attribute in attributes)
            PutText(octets[attribute]);
        if (_byOctets.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(_key.AsSpan(0, _length), out series))
        {
            series.SeenAt = now;
            return true;
        }
        if (!TryLabels(octets, attributes, values, out var labels))
            return false;
        series = Learn(family.Name, Labels.From(
            [.. labels, new Label("otel_scope_name", family.Scope), new Label("otel_scope_version", family.Version), new Label("job", origin.Job), new Label("instance", origin.Instance)]), now);
        return true;
    }

    /// <summary>The series <c>target_info</c> of a resource; null where nothing is told by it, or there are as many as may be.</summary>
    public OtlpSeries? Target(OtlpOrigin origin, long now)
    {
        if (origin.Target.Count == 0)
            return null;
        _length = 0;
        Put(origin.Number);
        if (_byOctets.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(_key.AsSpan(0, _length), out var series))
        {
            series.SeenAt = now;
            return series;
        }
        metrics.Describe("target_info", new MetricMetadata(MetricType.Info, "Attributes of the resources that send metrics by OTLP.", ""));
        return Learn("target_info", Labels.From([.. origin.Target, new Label("job", origin.Job), new Label("instance", origin.Instance)]), now);
    }

    private OtlpSeries? Learn(string name, Labels labels, long now)
    {
        if (_byOctets.Count >= capacity)
            ForgetSilent(now);
        if (_byOctets.Count >= capacity)
            return null;
        // The same attributes may come in another order.
        ref var series = ref CollectionsMarshal.GetValueRefOrAddDefault(_byLabels, labels.With(Labels.MetricName, name), out _);
        series ??= new OtlpSeries(name, labels);
        series.SeenAt = now;
        _byOctets[_key.AsSpan(0, _length).ToArray()] = series;
        return series;
    }

    private void ForgetSilent(long now)
    {
        if (now - _sweptAt < SweepInterval)
            return;
        _sweptAt = now;
        foreach (var (key, series) in _byOctets)
        {
            if (now - series.SeenAt > Silence)
                _byOctets.Remove(key);
        }
        foreach (var (key, series) in _byLabels)
        {
            if (now - series.SeenAt > Silence)
                _byLabels.Remove(key);
        }
    }

    /// <summary>Attributes as labels. Names that become the same have their values joined by semicolons, in the order of the names as they came.</summary>
    private static bool TryLabels(ReadOnlySpan<byte> octets, List<Range> attributes, OtlpValues values, out List<Label> labels)
    {
        labels = [];
        var pairs = new List<(string Name, string Value)>(); // bound: the point
        foreach (var attribute in attributes)
        {
            if (!values.TryPair(octets, attribute, out var name, out var value))
                return false;
            pairs.Add((Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value)));
        }
        foreach (var same in pairs.OrderBy(static p => p.Name, StringComparer.Ordinal).GroupBy(static p => SafeName.Label(p.Name), StringComparer.Ordinal).Take(OtlpOrigins.MaxLabels))
            labels.Add(new Label(same.Key, string.Join(';', same.Select(static p => p.Value))));
        return true;
    }

    private static MetricType TypeOf(OtlpMetricKind kind, bool isCounter) => kind switch
    {
        OtlpMetricKind.Histogram or OtlpMetricKind.Exponential => MetricType.Histogram,
        OtlpMetricKind.Summary => MetricType.Summary,
        _ => isCounter ? MetricType.Counter : MetricType.Gauge,
    };

    private void PutText(ReadOnlySpan<byte> text)
    {
        Put(text.Length);
        Put(text);
    }

    private void Put(int number)
    {
        Span<byte> octets = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(octets, number);
        Put(octets);
    }

    private void Put(ReadOnlySpan<byte> octets)
    {
        if (_key.Length - _length < octets.Length)
            Array.Resize(ref _key, Math.Max(_key.Length * 2, _length + octets.Length));
        octets.CopyTo(_key.AsSpan(_length));
        _length += octets.Length;
    }
}
