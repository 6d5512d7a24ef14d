using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>An instrument that the registry listens to, and the cells its sets of tags lead to.</summary>
internal sealed class MeterInstrument(Instrument instrument, MeterFamily family)
{
    public Instrument Instrument => instrument;

    public MeterFamily Family => family;

    /// <summary>Cells by tags in the order in which they are given; several orders may lead to one cell.</summary>
    public ConcurrentDictionary<KeyValuePair<string, object?>[], MeterCell> Cells { get; } = new(new TagComparer()); // bound: MeterRegistry.MaxSeries

    /// <summary>What kind of metric an instrument is, and whether its measurements add up or replace one another; null for a kind that is not known.</summary>
    public static (MetricFamilyType Type, bool Sums)? KindOf(Instrument instrument)
    {
        if (!instrument.GetType().IsGenericType)
            return null;
        var kind = instrument.GetType().GetGenericTypeDefinition();
        return kind == typeof(Counter<>) ? (MetricFamilyType.Counter, true)
            : kind == typeof(UpDownCounter<>) ? (MetricFamilyType.Gauge, true)
            : kind == typeof(Gauge<>) ? (MetricFamilyType.Gauge, false)
            : kind == typeof(Histogram<>) ? (MetricFamilyType.Histogram, true)
            : kind == typeof(ObservableCounter<>) ? (MetricFamilyType.Counter, false)
            : kind == typeof(ObservableGauge<>) || kind == typeof(ObservableUpDownCounter<>) ? (MetricFamilyType.Gauge, false)
            : null;
    }

    /// <summary>The bounds that the instrument advises, or null.</summary>
    public static double[]? AdvisedBounds(Instrument instrument) =>
        Advised<double>(instrument) ?? Advised<long>(instrument) ?? Advised<int>(instrument) ?? Advised<float>(instrument)
        ?? Advised<decimal>(instrument) ?? Advised<short>(instrument) ?? Advised<byte>(instrument);

    private static double[]? Advised<T>(Instrument instrument)
        where T : struct =>
        instrument is Histogram<T> { Advice.HistogramBucketBoundaries: { } bounds }
            ? [.. bounds.Select(b => Convert.ToDouble(b)).Where(double.IsFinite).Distinct().Order()]
            : null;
}
