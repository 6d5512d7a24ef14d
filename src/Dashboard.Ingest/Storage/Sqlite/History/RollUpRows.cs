using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// The roll-ups of one series in one page, made from samples or from finer roll-ups in the order of time. Sums are
/// compensated (A. Neumaier 1974) and then taken to the nearest short decimal that they do not differ from by more than
/// their rounding, so that sums of decimals are decimals and pack as well as these.
/// </summary>
internal sealed class RollUpRows(int level)
{
    private readonly RollUpRow[] _rows = new RollUpRow[SampleFrame.MaxSamples]; // bound: rows of a page, 96 at most
    private readonly long _resolution = PageKey.ResolutionMs(level);
    private long _slot = -1;
    private double _lost;
    private double _previous = double.NaN;

    public int Count { get; private set; }

    /// <summary>The page's first value that is a number; NaN where there is none.</summary>
    public double First { get; set; } = double.NaN;

    public Span<RollUpRow> Rows => _rows.AsSpan(0, Count);

    public void Clear()
    {
        (Count, First, _slot, _lost, _previous) = (0, double.NaN, -1, 0, double.NaN);
    }

    /// <summary>Adds samples that come after all that are there.</summary>
    public void Add(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < timestamps.Length; i++)
        {
            if (StaleMarker.Is(values[i]))
                continue;
            var value = values[i];
            ref var row = ref At(timestamps[i]);
            if (value < _previous)
                row.Resets += _previous;
            if (!double.IsNaN(value))
            {
                if (double.IsNaN(First))
                    First = value;
                _previous = value;
            }
            Merge(ref row, new RollUpRow { Time = timestamps[i], Last = value, Min = value, Max = value, Sum = value, Count = 1 });
        }
        Close();
    }

    /// <summary>Adds a page of finer roll-ups that come after all that are there.</summary>
    public void Add(RollUpRows finer)
    {
        if (finer.First < _previous)
            At(finer.Rows[0].Time).Resets += _previous;
        if (double.IsNaN(First))
            First = finer.First;
        foreach (ref readonly var one in finer.Rows)
        {
            ref var row = ref At(one.Time);
            row.Resets += one.Resets;
            Merge(ref row, one);
            if (!double.IsNaN(one.Last))
                _previous = one.Last;
        }
        Close();
    }

    /// <summary>Appends a row as it is.</summary>
    public void Append(RollUpRow row) => _rows[Count++] = row;

    /// <summary>
    /// Takes a sample in that came when only roll-ups were left. Whether it had come before cannot be told any more.
    /// </summary>
    public void AddLate(long timestamp, double value)
    {
        if (StaleMarker.Is(value))
            return;
        var at = 0;
        while (at < Count && _rows[at].Time / _resolution < timestamp / _resolution)
            at++;
        if (at == Count || _rows[at].Time / _resolution > timestamp / _resolution)
        {
            _rows.AsSpan(at..Count).CopyTo(_rows.AsSpan(at + 1));
            Count++;
            var before = at == 0 ? double.NaN : _rows[at - 1].Last;
            _rows[at] = new RollUpRow { Time = timestamp, Last = value, Min = value, Max = value, Sum = value, Count = 1, Resets = value < before ? before : 0 };
            if (at == 0)
                First = value;
            if (at + 1 < Count && _rows[at + 1] is { Resets: 0 } next && next.Last < value)
                _rows[at + 1].Resets = value;
            return;
        }
        ref var row = ref _rows[at];
        var (time, last) = row.Time > timestamp ? (row.Time, row.Last) : (timestamp, value);
        _lost = 0;
        Merge(ref row, new RollUpRow { Time = time, Last = last, Min = value, Max = value, Sum = value, Count = 1 });
        row.Sum = Tidy(row.Sum + _lost);
    }

    private ref RollUpRow At(long timestamp)
    {
        var slot = timestamp / _resolution;
        if (slot != _slot)
        {
            Close();
            _slot = slot;
            _rows[Count++] = new RollUpRow { Min = double.NaN, Max = double.NaN };
        }
        return ref _rows[Count - 1];
    }

    /// <summary>Adds samples that come after the row's.</summary>
    private void Merge(ref RollUpRow row, RollUpRow one)
    {
        (row.Time, row.Last) = (one.Time, one.Last);
        if (double.IsNaN(row.Min) || one.Min < row.Min)
            row.Min = one.Min;
        if (double.IsNaN(row.Max) || one.Max > row.Max)
            row.Max = one.Max;
        row.Count += one.Count;
        var sum = row.Sum + one.Sum;
        _lost += Math.Abs(row.Sum) >= Math.Abs(one.Sum) ? row.Sum - sum + one.Sum : one.Sum - sum + row.Sum;
        row.Sum = sum;
    }

    private void Close()
    {
        if (Count == 0)
            return;
        ref var row = ref _rows[Count - 1];
        row.Sum = Tidy(double.IsFinite(row.Sum) ? row.Sum + _lost : row.Sum);
        row.Resets = Tidy(row.Resets);
        _lost = 0;
    }

    private static double Tidy(double sum)
    {
        const double most = 1L << 50;
        var scale = 1.0;
        for (var digits = 0; digits <= 6; digits++, scale *= 10)
        {
            var scaled = Math.Round(sum * scale);
            if (!(Math.Abs(scaled) < most))
                return sum;
            if (Math.Abs((scaled / scale) - sum) <= Math.Abs(sum) * 4e-16)
                return scaled / scale;
        }
        return sum;
    }
}
