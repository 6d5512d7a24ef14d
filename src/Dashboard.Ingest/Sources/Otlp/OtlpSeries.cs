using System.Globalization;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// The series that the points of one stream become: one for a number; for a distribution its buckets or quantiles, its
/// count and its sum. Holds the totals of what is told as differences. Used by one thread at a time.
/// </summary>
/// <param name="name">The metric's name.</param>
/// <param name="labels">Its labels, but for the name and those of buckets and quantiles.</param>
internal sealed class OtlpSeries(string name, Labels labels)
{
    private const string Bound = "le";
    private const string Quantile = "quantile";

    private SeriesRef[] _series = []; // bound: OtlpPoint.MaxBuckets and three
    private double[] _bounds = []; // bound: OtlpPoint.MaxBuckets
    private long _epoch = -1;

    /// <summary>When the stream began to count, in nanoseconds since 1970-01-01 UTC; 0 where it did not say.</summary>
    public ulong Start { get; set; }

    /// <summary>The time of its last point, in milliseconds since 1970-01-01 UTC; 0 before the first.</summary>
    public long Latest { get; set; }

    /// <summary>When a point last came, in milliseconds since 1970-01-01 UTC by this machine's clock.</summary>
    public long SeenAt { get; set; }

    /// <summary>The total of a number, or the sum of a distribution, where points are differences.</summary>
    public double Sum { get; set; }

    /// <summary>Measurements of a distribution, where points are differences.</summary>
    public double Count { get; set; }

    /// <summary>Measurements of an exponential histogram that are zero or below, where points are differences.</summary>
    public double Lows { get; set; }

    /// <summary>Measurements in each bucket of a histogram, where points are differences.</summary>
    public double[] Totals { get; private set; } = []; // bound: OtlpPoint.MaxBuckets and one

    /// <summary>The buckets of an exponential histogram.</summary>
    public ExponentialBuckets? Buckets { get; set; }

    /// <summary>What the points are put into, for a number one; bounds or quantiles come first, then count and sum.</summary>
    public ReadOnlySpan<SeriesRef> Series => _series;

    public ReadOnlySpan<double> Bounds => _bounds;

    /// <summary>Resolves the series where that was not done or is no longer good. Returns those that have ended, since bounds are no longer there.</summary>
    /// <param name="epoch">Rises when references are no longer good.</param>
    /// <param name="resolve">Finds a series.</param>
    public SeriesRef[] BeNumber(long epoch, Func<Labels, SeriesRef> resolve)
    {
        if (_epoch == epoch && _series.Length == 1)
            return [];
        return Become(epoch, [resolve(labels.With(Labels.MetricName, name))], []);
    }

    /// <summary>The same for a distribution.</summary>
    /// <param name="epoch">Rises when references are no longer good.</param>
    /// <param name="bounds">Upper bounds of all buckets but the last, or quantiles.</param>
    /// <param name="isSummary">Whether they are quantiles.</param>
    /// <param name="resolve">Finds a series.</param>
    public SeriesRef[] BeDistribution(long epoch, ReadOnlySpan<double> bounds, bool isSummary, Func<Labels, SeriesRef> resolve)
    {
        if (_epoch == epoch && _series.Length > 1 && bounds.SequenceEqual(_bounds))
            return [];
        var series = new List<SeriesRef>(bounds.Length + 3); // bound: OtlpPoint.MaxBuckets and three
        foreach (var bound in bounds)
        {
            var text = Text(bound);
            series.Add(resolve(Labels.From([.. labels, isSummary ? new Label(Labels.MetricName, name) : new Label(Labels.MetricName, name + "_bucket"), new Label(isSummary ? Quantile : Bound, text)])));
        }
        if (!isSummary)
            series.Add(resolve(Labels.From([.. labels, new Label(Labels.MetricName, name + "_bucket"), new Label(Bound, "+Inf")])));
        series.Add(resolve(labels.With(Labels.MetricName, name + "_count")));
        series.Add(resolve(labels.With(Labels.MetricName, name + "_sum")));
        return Become(epoch, [.. series], bounds.ToArray());
    }

    private SeriesRef[] Become(long epoch, SeriesRef[] series, double[] bounds)
    {
        var ended = _epoch == epoch ? [.. _series.Where(s => !s.IsNone && !series.Contains(s))] : Array.Empty<SeriesRef>();
        // Totals of other bounds say nothing of these, and the histogram begins anew; the same ones that were resolved anew go on.
        if (Buckets is null && (Totals.Length == 0 || !bounds.AsSpan().SequenceEqual(_bounds)))
            (Totals, Count, Sum) = (new double[bounds.Length + 1], 0, 0);
        // A limit of series may be lifted by others that end, so what was refused is asked for again.
        (_series, _bounds, _epoch) = (series, bounds, Array.Exists(series, static s => s.IsNone) ? -1 : epoch);
        return ended;
    }

    /// <summary>A number as labels have it: the shortest digits that are read back as it.</summary>
    private static string Text(double number) => double.IsPositiveInfinity(number) ? "+Inf" : number.ToString(CultureInfo.InvariantCulture).Replace('E', 'e');
}
