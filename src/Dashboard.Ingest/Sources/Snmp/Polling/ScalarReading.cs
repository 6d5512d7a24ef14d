using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Modules;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>The single objects of one device, poll after poll. The first is always sysUpTime, which tells whether the device restarted.</summary>
internal sealed class ScalarReading : IWalkSink
{
    private static readonly ObjectIdentifier SysUpTime = ObjectIdentifier.Parse("1.3.6.1.2.1.1.3.0");

    private readonly SnmpMetric[] _metrics;
    private readonly MetricCell[] _cells;
    private readonly SampleSink _samples;
    private readonly UpTime _upTime = new();
    private int _poll;
    private long _epoch;

    public ScalarReading(IReadOnlyList<SnmpMetric> metrics, SampleSink samples)
    {
        _samples = samples;
        _metrics = [.. metrics];
        _cells = new MetricCell[metrics.Count];
        Step = new ScalarStep([SysUpTime, .. metrics.Select(m => m.Oid)], this);
    }

    public ScalarStep Step { get; }

    /// <summary>Whether the device restarted since the poll before.</summary>
    public bool HasRestarted { get; private set; }

    /// <summary>Hundredths of a second since the device's management started; null where it does not say.</summary>
    public double? Ticks { get; private set; }

    public void Begin()
    {
        _poll++;
        (HasRestarted, Ticks) = (false, null);
        if (_epoch == _samples.Epoch)
            return;
        _epoch = _samples.Epoch;
        foreach (ref var cell in _cells.AsSpan())
            cell.IsResolved = false;
    }

    public void Take(int column, ReadOnlySpan<byte> instance, in VarBind binding)
    {
        if (column == 0)
        {
            if (binding.TryNumber(out var ticks))
            {
                Ticks = ticks;
                HasRestarted = _upTime.HasRestarted(ticks, _samples.Timestamp);
            }
            return;
        }
        var metric = _metrics[column - 1];
        ref var cell = ref _cells[column - 1];
        if (!ValueReading.TryValue(metric, binding, isFallback: false, HasRestarted, ref cell.Counter, out cell.Value))
            return;
        cell.Seen = _poll;
        if (!ValueReading.IsText(metric.Type) || ValueReading.Text(metric.Type, binding, metric.Names) is var text && text == cell.Text)
            return;
        if (cell.IsResolved)
            _samples.End(cell.Series);
        (cell.Text, cell.IsResolved) = (text, false);
    }

    /// <summary>Everything was read: adds the samples, and ends the series that are no more.</summary>
    public void Finish()
    {
        for (var i = 0; i < _cells.Length; i++)
        {
            ref var cell = ref _cells[i];
            if (cell.Seen != _poll)
            {
                if (cell.IsResolved)
                    _samples.End(cell.Series);
                cell.IsResolved = false;
                continue;
            }
            if (!cell.IsResolved)
            {
                var name = _metrics[i].Type == SnmpMetricType.EnumInfo ? _metrics[i].Name + "_info" : _metrics[i].Name;
                (cell.Series, cell.IsResolved) = (cell.Text is { } text ? _samples.Resolve(name, new Label(_metrics[i].Name, text)) : _samples.Resolve(name), true);
            }
            _samples.Add(cell.Series, cell.Value);
        }
    }

    /// <summary>Ends all series: the device does not answer.</summary>
    public void EndAll()
    {
        foreach (ref var cell in _cells.AsSpan())
        {
            if (cell.IsResolved)
                _samples.End(cell.Series);
            cell.IsResolved = false;
        }
    }
}
