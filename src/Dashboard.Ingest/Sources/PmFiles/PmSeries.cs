using System.Buffers.Binary;
using Dashboard.Domain.Lineage;
using Dashboard.Domain.Quality;
using Dashboard.Domain.Ran;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>
/// Makes samples of what PM files hold: a series for each measurement of each object, with the end of the period as time.
/// Elements of a vector have the label <c>bin</c>, their place in it. Where a source doubts its values they are samples like
/// any other, and <c>pm_suspect</c> of the object is 1 at that time, and 0 at the next that is not doubted.
/// </summary>
internal sealed class PmSeries : IPmIntake, IDisposable
{
    /// <summary>1 where the source doubts what it measured of an object in a period.</summary>
    public const string SuspectMetric = "pm_suspect";

    /// <summary>The share of an element's announced results of a period that have a value.</summary>
    public const string CompletenessMetric = "pm_period_completeness";

    private const int MaxPeriods = 4096;
    private const int MaxElements = 100_000;

    private readonly IngestPipeline _pipeline;
    private readonly RanNaming _naming;
    private readonly string _source;
    private readonly int _capacity;
    private readonly Dictionary<byte[], Row> _rows = new(OctetComparer.Instance); // bound: _capacity series
    private readonly Dictionary<byte[], Element> _elements = new(OctetComparer.Instance); // bound: MaxElements
    private readonly DeliveryBook? _deliveries;
    private readonly List<(long Time, TimeSpan Length, long Announced, long Present)> _periods = []; // bound: MaxPeriods
    private readonly HashSet<uint> _instances = []; // bound: InstanceSet.MaxInstances and one
    private readonly PmOctets _key = new();
    private Element? _element;
    private long _epoch;
    private int _series;
    private int _lastElement;

    public PmSeries(IngestPipeline pipeline, RanNaming naming, MetricCatalogue catalogue, string source, int capacity, DeliveryBook? deliveries = null)
    {
        (_pipeline, _naming, _source, _capacity, _deliveries) = (pipeline, naming, source, capacity, deliveries);
        catalogue.Describe(SuspectMetric, new MetricMetadata(MetricType.Gauge, "1 where the source doubts what it measured of an object in a period.", ""));
        catalogue.Describe(CompletenessMetric, new MetricMetadata(MetricType.Gauge, "Share of the announced results of a period that have a value.", ""));
        Batch = NewBatch();
    }

    /// <summary>What was made since <see cref="TakeBatch"/>.</summary>
    public TelemetryBatch<MetricSample> Batch { get; private set; }

    /// <summary>Samples that were made since the start.</summary>
    public long Samples { get; private set; }

    /// <summary>Hands out which elements values came of since the last time, as <see cref="InstanceSet"/> writes it down.</summary>
    public byte[] TakeInstances()
    {
        var instances = InstanceSet.Write(_instances);
        _instances.Clear();
        return instances;
    }

    /// <summary>Hands out what was made, and begins anew.</summary>
    public TelemetryBatch<MetricSample> TakeBatch()
    {
        var batch = Batch;
        Samples += batch.Count;
        Batch = NewBatch();
        return batch;
    }

    public void Begin(in PmElement element)
    {
        if (_epoch != _pipeline.SeriesEpoch || _series > _capacity || _elements.Count >= MaxElements)
        {
            _epoch = _pipeline.SeriesEpoch;
            _rows.Clear();
            _elements.Clear();
            _series = 0;
        }
        _periods.Clear();
        _key.Set(element.Prefix);
        _key.Append("\n"u8);
        _key.Append(element.Name);
        _key.Append("\n"u8);
        _key.Append(element.Label);
        _key.Append("\n"u8);
        _key.Append(element.Sender);
        // The same octets are other text in another encoding.
        _key.Append(element.IsLatin ? "L"u8 : "U"u8);
        if (_elements.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(_key.Octets, out _element))
            return;
        var sender = XmlText.Read(element.Sender, element.IsLatin);
        var label = XmlText.Read(element.Label, element.IsLatin);
        _element = new Element(++_lastElement, XmlText.Read(element.Prefix, element.IsLatin), XmlText.Read(element.Name, element.IsLatin), label.Length > 0 ? label : sender, element.IsLatin);
        _elements[_key.Octets.ToArray()] = _element;
    }

    public void Take(PmValues values)
    {
        CountPeriod(values);
        if (values.Present == 0)
            return;
        var row = RowOf(values);
        var all = values.Values;
        for (var i = 0; i < all.Length; i++)
        {
            if (double.IsNaN(all[i]))
                continue;
            ref var series = ref row.Series[i];
            if (series.IsNone)
                series = Resolve(_naming.LabelsOf(row.Measured, values.Types.Names[i]));
            Batch.Add(new MetricSample(series, values.Time, all[i]));
        }
        foreach (var (place, index, value) in values.Elements)
        {
            if (!row.Vectors.TryGetValue((place, index), out var series) || series.IsNone)
                row.Vectors[(place, index)] = series = Resolve(_naming.LabelsOf(row.Measured, values.Types.Names[place], new Label("bin", index.ToString(System.Globalization.CultureInfo.InvariantCulture))));
            Batch.Add(new MetricSample(series, values.Time, value));
        }
        if (values.IsSuspect && row.Suspect.IsNone)
            row.Suspect = Resolve(_naming.LabelsOf(row.Measured, SuspectMetric));
        if (!row.Suspect.IsNone)
            Batch.Add(new MetricSample(row.Suspect, values.Time, values.IsSuspect ? 1 : 0));
    }

    public void End()
    {
        if (_element is not { } element || _periods.Count == 0)
            return;
        if (element.Completeness.IsNone)
            element.Completeness = Resolve(_naming.LabelsOf(element.Measured, CompletenessMetric));
        if (_instances.Count <= InstanceSet.MaxInstances)
            _instances.Add(InstanceSet.Hash(element.Measured.Instance));
        foreach (var (time, length, announced, present) in _periods)
        {
            Batch.Add(new MetricSample(element.Completeness, time, (double)present / announced));
            _deliveries?.Period(element.Measured.Instance, time, length);
        }
        _periods.Clear();
    }

    public void Dispose() => Batch.Dispose();

    private TelemetryBatch<MetricSample> NewBatch() => new(_source, capacity: 8192);

    private SeriesRef Resolve(Labels labels)
    {
        _series++;
        return _pipeline.Resolve(_source, labels);
    }

    private Row RowOf(PmValues values)
    {
        Span<byte> numbers = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(numbers, values.Types.Id);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], _element!.Id);
        var name = values.Object.AsSpan(0, values.ObjectLength);
        _key.Set(numbers);
        _key.Append(name);
        if (_rows.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(_key.Octets, out var row))
            return row;
        var measured = MeasuredObject.Of(_element.Prefix, _element.Name, XmlText.Read(name, _element.IsLatin), _element.Sender);
        return _rows[_key.Octets.ToArray()] = new Row(measured, values.Types.Names.Length);
    }

    private void CountPeriod(PmValues values)
    {
        var announced = values.Types.Names.Length;
        if (announced == 0)
            return;
        for (var i = _periods.Count - 1; i >= 0; i--)
        {
            if (_periods[i].Time != values.Time)
                continue;
            _periods[i] = _periods[i] with { Announced = _periods[i].Announced + announced, Present = _periods[i].Present + values.Present };
            return;
        }
        if (_periods.Count < MaxPeriods)
            _periods.Add((values.Time, values.Period, announced, values.Present));
    }

    private sealed class Element(int id, string prefix, string name, string sender, bool isLatin)
    {
        public int Id => id;

        public string Prefix => prefix;

        public string Name => name;

        public string Sender => sender;

        public bool IsLatin => isLatin;

        /// <summary>The element as an object of the network.</summary>
        public MeasuredObject Measured { get; } = MeasuredObject.Of(prefix, name, "", sender);

        public SeriesRef Completeness { get; set; }
    }

    // The series of one object and one set of types.
    private sealed class Row(MeasuredObject measured, int types)
    {
        public MeasuredObject Measured => measured;

        public SeriesRef[] Series { get; } = new SeriesRef[types];

        public Dictionary<(int Place, int Index), SeriesRef> Vectors { get; } = []; // bound: PmValues.MaxValues

        public SeriesRef Suspect { get; set; }
    }
}
