namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// The buckets of an exponential histogram on a grid that stays: bounds at powers of 2^(2^-scale), a scale of at most
/// <see cref="MaxScale"/> (four to each doubling, 19 % apart) and at most <see cref="MaxWidth"/> of them. Buckets of a finer
/// scale fall into these exactly (https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponential-scale). Where the
/// range of values outgrows that, the scale falls, and bounds that then are between others are given up.
/// </summary>
internal sealed class ExponentialBuckets
{
    public const int MaxScale = 2;
    public const int MaxWidth = 160;

    /// <summary>Scales that a histogram may have, from −this to this.</summary>
    public const int ScaleLimit = 20;

    private int _scale = MaxScale;
    private long _first;
    private double[] _counts = []; // bound: MaxWidth

    /// <summary>Measurements in each bucket, those as good as zero or below it apart.</summary>
    public ReadOnlySpan<double> Counts => _counts;

    /// <summary>The upper bound of a bucket.</summary>
    public double Bound(int bucket) => Math.Pow(2, (_first + bucket + 1) * Math.Pow(2, -_scale));

    /// <summary>Lets go of all counts, and keeps the bounds.</summary>
    public void Clear() => Array.Clear(_counts);

    /// <summary>Adds a histogram's counts.</summary>
    /// <param name="scale">Its scale, within <see cref="ScaleLimit"/>.</param>
    /// <param name="offset">The number of its first bucket.</param>
    /// <param name="counts">Measurements in each of its buckets.</param>
    /// <returns>Whether there are bounds now that there were not, or others no longer.</returns>
    public bool Add(int scale, long offset, List<ulong> counts)
    {
        var (low, high) = (counts.FindIndex(static c => c > 0), counts.FindLastIndex(static c => c > 0));
        if (low < 0)
            return false;
        var changed = false;
        for (; _scale > scale; changed = true)
            Coarsen();
        var shift = scale - _scale;
        var (first, last) = ((offset + low) >> shift, (offset + high) >> shift);
        if (_counts.Length > 0)
            (first, last) = (Math.Min(first, _first), Math.Max(last, _first + _counts.Length - 1));
        for (; last - first >= MaxWidth; first >>= 1, last >>= 1, changed = true)
            Coarsen();
        if (_counts.Length == 0 || first < _first || last >= _first + _counts.Length)
        {
            var wider = new double[last - first + 1];
            _counts.CopyTo(wider, _counts.Length == 0 ? 0 : _first - first);
            (_counts, _first, changed) = (wider, first, true);
        }
        shift = scale - _scale;
        for (var i = low; i <= high; i++)
            _counts[(int)(((offset + i) >> shift) - _first)] += counts[i];
        return changed;
    }

    private void Coarsen()
    {
        _scale--;
        if (_counts.Length == 0)
            return;
        var (first, last) = (_first >> 1, (_first + _counts.Length - 1) >> 1);
        var coarser = new double[last - first + 1];
        for (var i = 0; i < _counts.Length; i++)
            coarser[((_first + i) >> 1) - first] += _counts[i];
        (_counts, _first) = (coarser, first);
    }
}
