using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Modules;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>
/// One table of one device, poll after poll: which instances there are, what they are called, and their series. The
/// columns of labels are read when they are due or an instance is new; the columns that stand in for others only where
/// an instance lacks those. Allocates nothing for what it knows.
/// </summary>
internal sealed class TableReading
{
    private readonly PlannedTable _plan;
    private readonly SampleSink _samples;
    private readonly ValueSink _values;
    private readonly ValueSink _fallbacks;
    private readonly TableLabels _labels;
    private readonly List<TableRow> _rows = []; // bound: SnmpOptions.MaxRows
    private readonly int _maxRows;
    private int _poll;
    private int _last;
    private bool _beganAnew;
    private bool _hasNewRows;
    private bool _lacksValues;
    private long _labelsDue;
    private long _valuesDue;
    private long _epoch;

    public TableReading(PlannedTable plan, SampleSink samples, int maxRows)
    {
        (_plan, _samples, _maxRows) = (plan, samples, maxRows);
        // The column of discontinuities goes first, or a fall would be judged before it is known.
        Values = new SubtreeWalk([.. plan.Discontinuity is { } d ? [d] : Array.Empty<ObjectIdentifier>(), .. plan.Values.Select(v => v.Oid)], maxRows);
        Fallbacks = new SubtreeWalk([.. plan.Fallbacks.Select(v => v.Oid)], maxRows);
        _labels = new TableLabels(plan, maxRows);
        _values = new ValueSink(this, plan.Values, plan.Discontinuity is null ? 0 : 1, isFallback: false);
        _fallbacks = new ValueSink(this, plan.Fallbacks, 0, isFallback: true);
    }

    /// <summary>The walk over the columns of values.</summary>
    public SubtreeWalk Values { get; }

    /// <summary>The walk over the columns that stand in.</summary>
    public SubtreeWalk Fallbacks { get; }

    /// <summary>The walk over the columns of labels.</summary>
    public SubtreeWalk Labels => _labels.Walk;

    public IWalkSink ValueSinkOf => _values;

    public IWalkSink FallbackSinkOf => _fallbacks;

    public IWalkSink LabelSinkOf => _labels;

    public int Rows => _rows.Count;

    /// <summary>Whether the table is to be read in this poll. Where not, its last values are shown again.</summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <param name="beganAnew">Whether the device restarted since the last poll.</param>
    public bool Begin(long now, bool beganAnew)
    {
        if (_epoch != _samples.Epoch)
            Forget();
        if (beganAnew)
            _labelsDue = 0;
        if (!beganAnew && now < _valuesDue)
        {
            Repeat();
            return false;
        }
        _valuesDue = _plan.Interval is { } interval ? now + (long)interval.TotalMilliseconds : now;
        (_beganAnew, _hasNewRows, _lacksValues, _last) = (beganAnew, false, false, 0);
        _poll++;
        return true;
    }

    /// <summary>All values were read: whether labels must be read before they can be shown.</summary>
    public bool NeedsLabels(long now) => _plan.Labels.Count > 0 && (_hasNewRows || now >= _labelsDue);

    /// <summary>All values were read: whether some instances lack values that other columns have.</summary>
    public bool NeedsFallbacks()
    {
        if (_plan.Fallbacks.Count == 0)
            return false;
        foreach (var row in _rows)
        {
            for (var i = 0; !_lacksValues && row.Seen == _poll && i < row.Cells.Length; i++)
                _lacksValues = row.Cells[i].Seen != _poll && _plan.Metrics[i].Fallback is not null;
        }
        return _lacksValues;
    }

    /// <summary>The labels were read, and are good for a while.</summary>
    public void TakeLabels(long now, TimeSpan goodFor)
    {
        _labelsDue = now + (long)goodFor.TotalMilliseconds;
        foreach (var row in _rows)
        {
            if (_labels.Fill(row))
                End(row);
            // What the cache had no room for may find some by now.
            foreach (ref var cell in row.Cells.AsSpan())
                cell.IsResolved &= !cell.Series.IsNone;
        }
        _labels.Clear();
    }

    /// <summary>Everything was read: adds the samples, and ends the series that are no more.</summary>
    public void Finish()
    {
        for (var i = _rows.Count - 1; i >= 0; i--)
        {
            var row = _rows[i];
            if (row.Seen != _poll)
            {
                End(row);
                _rows.RemoveAt(i);
                continue;
            }
            row.BeganAnew = false;
            for (var c = 0; c < row.Cells.Length; c++)
                Show(row, c);
        }
    }

    /// <summary>Ends all series: the device does not answer.</summary>
    public void EndAll()
    {
        foreach (var row in _rows)
            End(row);
        _valuesDue = 0;
    }

    private void Show(TableRow row, int c)
    {
        ref var cell = ref row.Cells[c];
        if (cell.Seen != _poll || IsShut(row, c))
        {
            if (cell.IsResolved)
                _samples.End(cell.Series);
            cell.IsResolved = false;
            return;
        }
        if (!cell.IsResolved)
            (cell.Series, cell.IsResolved) = (_samples.Resolve(NameOf(_plan.Metrics[c]), row.LabelsOf(_plan, c)), true);
        _samples.Add(cell.Series, cell.Value);
    }

    private bool IsShut(TableRow row, int c) => _plan.Gates[c] is >= 0 and var gate && row.Cells[gate].Value == 0;

    private void Repeat()
    {
        foreach (var row in _rows)
        {
            for (var c = 0; c < row.Cells.Length; c++)
            {
                if (row.Cells[c].Seen == row.Seen && row.Cells[c].Seen != 0 && !IsShut(row, c))
                    Again(row, c);
            }
        }

        void Again(TableRow row, int c)
        {
            ref var cell = ref row.Cells[c];
            if (!cell.IsResolved)
                (cell.Series, cell.IsResolved) = (_samples.Resolve(NameOf(_plan.Metrics[c]), row.LabelsOf(_plan, c)), true);
            _samples.Add(cell.Series, cell.Value);
        }
    }

    private void Forget()
    {
        _epoch = _samples.Epoch;
        foreach (var row in _rows)
        {
            for (var c = 0; c < row.Cells.Length; c++)
                row.Cells[c].IsResolved = false;
        }
    }

    private void End(TableRow row)
    {
        foreach (ref var cell in row.Cells.AsSpan())
        {
            if (cell.IsResolved)
                _samples.End(cell.Series);
            cell.IsResolved = false;
        }
    }

    private static string NameOf(SnmpMetric metric) => metric.Type == SnmpMetricType.EnumInfo ? metric.Name + "_info" : metric.Name;

    /// <summary>The row of an instance, a new one where there is none; null where there are too many, or the name is none.</summary>
    private TableRow? Row(ReadOnlySpan<byte> instance)
    {
        // Columns are read side by side in the order of their instances: the row meant is nearly always that of the last value, or the next.
        if (_last < _rows.Count && _rows[_last].Instance.AsSpan().SequenceEqual(instance))
            return _rows[_last];
        if (_last + 1 < _rows.Count && _rows[_last + 1].Instance.AsSpan().SequenceEqual(instance))
            return _rows[++_last];
        var (low, high) = (0, _rows.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = ObjectIdentifier.Compare(_rows[middle].Instance, instance);
            if (order == 0)
            {
                _last = middle;
                return _rows[middle];
            }
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        if (_rows.Count >= _maxRows || InstanceName.Parts(instance, _plan.Indexes) is not { } parts)
            return null;
        var row = new TableRow(instance.ToArray(), parts, _plan.Metrics.Count, _plan.Labels.Count);
        _rows.Insert(low, row);
        _last = low;
        return row;
    }

    private sealed class ValueSink(TableReading table, IReadOnlyList<PlannedColumn> columns, int offset, bool isFallback) : IWalkSink
    {
        public void Take(int column, ReadOnlySpan<byte> instance, in VarBind binding)
        {
            if (table.Row(instance) is not { } row)
                return;
            if (column < offset)
            {
                if (binding.TryUnsigned(out var since))
                {
                    row.BeganAnew = row.Discontinuity is { } before && since != before;
                    row.Discontinuity = since;
                }
                return;
            }
            table._hasNewRows |= row.Seen == 0;
            row.Seen = table._poll;
            // By number: an enumerator of the list would be an object for every binding.
            var metrics = columns[column - offset].Metrics;
            for (var i = 0; i < metrics.Count; i++)
                Take(table._plan.Metrics[metrics[i]], ref row.Cells[metrics[i]], row, binding);
        }

        private void Take(SnmpMetric metric, ref MetricCell cell, TableRow row, in VarBind binding)
        {
            if (cell.Seen == table._poll || !ValueReading.TryValue(metric, binding, isFallback, table._beganAnew || row.BeganAnew, ref cell.Counter, out cell.Value))
                return;
            cell.Seen = table._poll;
            if (!ValueReading.IsText(metric.Type))
                return;
            var text = ValueReading.Text(metric.Type, binding, metric.Names);
            if (cell.Text == text)
                return;
            if (cell.IsResolved)
                table._samples.End(cell.Series);
            (cell.Text, cell.IsResolved) = (text, false);
        }
    }
}
