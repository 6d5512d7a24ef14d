using System.Diagnostics.Metrics;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>
/// What this program's own instruments have measured since the start, ready to be exposed: those of its meters
/// (<c>Dashboard.*</c>) and of the framework's (<c>Microsoft.AspNetCore.*</c>, <c>System.Runtime</c>,
/// <c>System.Net.*</c>), and the process as a whole. Tags become labels. A measurement under known tags allocates nothing.
/// </summary>
public sealed class MeterRegistry : IDisposable
{
    /// <summary>Series that are held at most: 20,000. Measurements that would need more are counted in <see cref="RefusedMetric"/>.</summary>
    public const int MaxSeries = 20_000;

    /// <summary>The metric that counts the measurements which were refused because <see cref="MaxSeries"/> was reached, or another kind of instrument has the name.</summary>
    public const string RefusedMetric = "dashboard_own_measurements_refused_total";

    private static readonly Labels RefusedLabels = Labels.Of(RefusedMetric);

    // Where an instrument advises none: those of OpenTelemetry's specification, scaled to seconds where the unit is that.
    private static readonly double[] Bounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];
    private static readonly double[] SecondsBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly Lock _gate = new();
    private readonly Lock _collecting = new();
    private readonly Dictionary<string, MeterFamily> _families = new(StringComparer.Ordinal); // bound: instruments of the program
    private readonly Dictionary<Instrument, MeterInstrument> _asked = []; // bound: instruments of the program
    private readonly MeterListener _listener = new();
    private readonly ProcessMeter? _process;
    private readonly Func<string, bool> _listens;
    private readonly int _maxSeries;
    private long _round;
    private long _refused;
    private int _series;

    public MeterRegistry()
        : this(static meter => meter is "System.Runtime" || meter.StartsWith("Dashboard.", StringComparison.Ordinal)
            || meter.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) || meter.StartsWith("System.Net.", StringComparison.Ordinal), MaxSeries)
    {
        _process = new ProcessMeter();
    }

    internal MeterRegistry(Func<string, bool> listens, int maxSeries)
    {
        (_listens, _maxSeries) = (listens, maxSeries);
        _listener.InstrumentPublished = Published;
        _listener.MeasurementsCompleted = (_, state) => Completed(state);
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Measured(value, tags, state));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Measured(value, tags, state));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Measured(value, tags, state));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Measured(value, tags, state));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Measured(value, tags, state));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Measured(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Measured((double)value, tags, state));
        _listener.Start();
    }

    /// <summary>Every metric as it is now, by name. Asks the instruments that want to be asked.</summary>
    /// <param name="failed">Told in a sentence what went wrong when an instrument was asked.</param>
    public IReadOnlyList<MetricFamily> Collect(Action<string>? failed = null)
    {
        lock (_collecting)
        {
            Interlocked.Increment(ref _round);
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failed?.Invoke($"An instrument of this program could not be read: {e.GetBaseException().Message}");
            }
            lock (_gate)
            {
                foreach (var (_, asked) in _asked)
                {
                    _series -= asked.Family.RemoveUnseen(_round);
                    foreach (var (tags, cell) in asked.Cells)
                    {
                        if (cell.Seen != _round)
                            asked.Cells.TryRemove(tags, out _);
                    }
                }
                var refused = new MetricFamily(RefusedMetric, MetricFamilyType.Counter,
                    "Measurements of this program's own instruments that were not kept, because there are too many series or another kind of instrument has the name.",
                    [new MetricPoint(RefusedLabels, Interlocked.Read(ref _refused))]);
                return [.. _families.Values.Select(f => f.Snapshot()).Where(f => f.Points.Count > 0).Append(refused).OrderBy(f => f.Name, StringComparer.Ordinal)];
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _process?.Dispose();
    }

    private void Published(Instrument instrument, MeterListener listener)
    {
        if (!_listens(instrument.Meter.Name) || MeterInstrument.KindOf(instrument) is not { } kind)
            return;
        var name = PrometheusNames.Metric(instrument.Name, instrument.Unit, kind.Type);
        MeterInstrument? heard = null;
        lock (_gate)
        {
            if (!_families.TryGetValue(name, out var family))
            {
                var bounds = MeterInstrument.AdvisedBounds(instrument) ?? (instrument.Unit == "s" ? SecondsBounds : Bounds);
                _families[name] = family = new MeterFamily(name, kind.Type, instrument.Description ?? "", kind.Sums, bounds);
            }
            if (family.Type == kind.Type && family.Sums == kind.Sums)
            {
                family.Instruments.Add(instrument);
                heard = new MeterInstrument(instrument, family);
                if (instrument.IsObservable)
                    _asked[instrument] = heard;
            }
        }
        // Without a state, what it measures is counted as refused.
        listener.EnableMeasurementEvents(instrument, heard);
    }

    private void Completed(object? state)
    {
        if (state is not MeterInstrument gone)
            return;
        lock (_gate)
        {
            _asked.Remove(gone.Instrument);
            gone.Family.Instruments.Remove(gone.Instrument);
            if (gone.Family.Instruments.Count == 0 && _families.Remove(gone.Family.Name))
                _series -= gone.Family.Series;
        }
    }

    private void Measured(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (state is not MeterInstrument instrument || CellOf(instrument, tags) is not { } cell)
        {
            Interlocked.Increment(ref _refused);
            return;
        }
        cell.Measure(value);
        if (instrument.Instrument.IsObservable)
            cell.Seen = Interlocked.Read(ref _round);
    }

    private MeterCell? CellOf(MeterInstrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (instrument.Cells.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>().TryGetValue(tags, out var cell))
            return cell;
        if (Volatile.Read(ref _series) >= _maxSeries)
            return null;
        lock (_gate)
        {
            var before = instrument.Family.Series;
            cell = instrument.Family.Cell(LabelsOf(instrument, tags), _maxSeries - _series);
            if (cell is null)
                return null;
            _series += instrument.Family.Series - before;
            // Tags in another order lead to the same cell; that they do is remembered within the same bound.
            if (instrument.Cells.Count < _maxSeries)
                instrument.Cells[tags.ToArray()] = cell;
            return cell;
        }
    }

    private static Labels LabelsOf(MeterInstrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new List<Label>();
        foreach (var tag in instrument.Instrument.Meter.Tags ?? [])
            labels.Add(LabelOf(tag));
        foreach (var tag in instrument.Instrument.Tags ?? [])
            labels.Add(LabelOf(tag));
        foreach (var tag in tags)
            labels.Add(LabelOf(tag));
        labels.Add(new Label(Labels.MetricName, instrument.Family.Name));
        return Labels.From([.. labels]);
    }

    private static Label LabelOf(KeyValuePair<string, object?> tag) => new(PrometheusNames.Label(tag.Key), tag.Value switch
    {
        null => "",
        bool yes => yes ? "true" : "false",
        var value => value.ToString() ?? "",
    });
}
