using System.Globalization;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>A histogram: how many measurements fell at or below each bound, their sum and their number.</summary>
internal sealed class HistogramCell : MeterCell
{
    private readonly Lock _gate = new();
    private readonly double[] _bounds;
    private readonly long[] _counts; // bound: the bounds and infinity
    private readonly Labels[] _buckets; // as _counts
    private readonly Labels _sumLabels;
    private readonly Labels _countLabels;
    private double _sum;

    /// <param name="labels">The labels, the family's name among them.</param>
    /// <param name="bounds">The upper bounds of the buckets, ascending, without infinity.</param>
    public HistogramCell(Labels labels, double[] bounds)
    {
        _bounds = bounds;
        _counts = new long[bounds.Length + 1];
        var bucket = labels.With(Labels.MetricName, labels.Name + "_bucket");
        _buckets = [.. bounds.Select(b => bucket.With("le", b.ToString(CultureInfo.InvariantCulture))), bucket.With("le", "+Inf")];
        _sumLabels = labels.With(Labels.MetricName, labels.Name + "_sum");
        _countLabels = labels.With(Labels.MetricName, labels.Name + "_count");
    }

    public override int Series => _counts.Length + 2;

    public override void Measure(double value)
    {
        // A NaN belongs to no bucket and would spoil the sum for ever.
        if (double.IsNaN(value))
            return;
        var at = Array.BinarySearch(_bounds, value);
        at = at < 0 ? ~at : at;
        lock (_gate)
        {
            _counts[at]++;
            _sum += value;
        }
    }

    public override void AddTo(List<MetricPoint> points)
    {
        lock (_gate)
        {
            long upTo = 0;
            for (var i = 0; i < _counts.Length; i++)
                points.Add(new MetricPoint(_buckets[i], upTo += _counts[i]));
            points.Add(new MetricPoint(_sumLabels, _sum));
            points.Add(new MetricPoint(_countLabels, upTo));
        }
    }
}
