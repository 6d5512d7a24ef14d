namespace Dashboard.Domain.Query.Evaluation;

/// <summary>
/// One classic histogram at one step: upper bounds, ascending, and how many observations were at or below each
/// (Prometheus, "Query functions", sections "histogram_quantile" and "histogram_fraction").
/// </summary>
internal sealed class ClassicBuckets
{
    /// <summary>Counts that differ by less than this share are taken for equal: the difference is one of rounding.</summary>
    private const double Insignificant = 1e-12;

    private readonly List<double> _bounds = []; // bound: buckets of one histogram
    private readonly List<double> _counts = []; // bound: as _bounds

    public int Count => _bounds.Count;

    public void Clear()
    {
        _bounds.Clear();
        _counts.Clear();
    }

    /// <summary>Adds a bucket; bounds come in ascending order, counts of equal bounds add up.</summary>
    public void Add(double bound, double count)
    {
        if (_bounds.Count > 0 && _bounds[^1] == bound)
        {
            _counts[^1] += count;
            return;
        }
        _bounds.Add(bound);
        _counts.Add(count);
    }

    /// <param name="quantile">Which quantile, 0 to 1.</param>
    /// <param name="forced">Whether a count was lower than that of a narrower bucket and had to be raised.</param>
    public double Quantile(double quantile, out bool forced)
    {
        forced = false;
        if (double.IsNaN(quantile) || _bounds.Count == 0)
            return double.NaN;
        if (quantile < 0)
            return double.NegativeInfinity;
        if (quantile > 1)
            return double.PositiveInfinity;
        if (!double.IsPositiveInfinity(_bounds[^1]))
            return double.NaN;
        forced = MakeMonotonic();
        if (_bounds.Count < 2 || _counts[^1] == 0 || double.IsNaN(_counts[^1]))
            return double.NaN;
        var rank = quantile * _counts[^1];
        var bucket = 0;
        while (bucket < _bounds.Count - 1 && !(_counts[bucket] >= rank))
            bucket++;
        if (bucket == _bounds.Count - 1)
            return _bounds[^2];
        if (bucket == 0 && _bounds[0] <= 0)
            return _bounds[0];
        var (start, below) = bucket == 0 ? (0, 0) : (_bounds[bucket - 1], _counts[bucket - 1]);
        return start + ((_bounds[bucket] - start) * ((rank - below) / (_counts[bucket] - below)));
    }

    /// <summary>The share of observations between two values, interpolated within buckets that have two ends.</summary>
    public double Fraction(double lower, double upper)
    {
        if (_bounds.Count == 0 || !double.IsPositiveInfinity(_bounds[^1]) || _counts[^1] == 0 || double.IsNaN(lower) || double.IsNaN(upper))
            return double.NaN;
        return lower >= upper ? 0 : (RankOf(upper) - RankOf(lower)) / _counts[^1];
    }

    /// <summary>How many observations lie below a value; the first bucket starts at zero unless it ends there or below.</summary>
    private double RankOf(double value)
    {
        var (start, below) = (_bounds[0] > 0 ? 0 : double.NegativeInfinity, 0.0);
        for (var i = 0; i < _bounds.Count; i++)
        {
            if (value <= start)
                return Math.Min(below, _counts[^1]);
            if (value < _bounds[i])
                return Math.Min(double.IsInfinity(start) ? _counts[i] : below + ((_counts[i] - below) * (value - start) / (_bounds[i] - start)), _counts[^1]);
            (start, below) = (_bounds[i], _counts[i]);
        }
        return _counts[^1];
    }

    private bool MakeMonotonic()
    {
        var forced = false;
        for (var i = 1; i < _counts.Count; i++)
        {
            var (before, count) = (_counts[i - 1], _counts[i]);
            if (before == count)
                continue;
            var close = Math.Abs(before - count) < Insignificant * (Math.Abs(before) + Math.Abs(count));
            if (!close && !(count < before))
                continue;
            _counts[i] = before;
            forced |= !close;
        }
        return forced;
    }
}
