using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>Every series of one metric at one moment, as it is exposed.</summary>
/// <param name="Name">The metric's name; of a histogram, without <c>_bucket</c>, <c>_sum</c> and <c>_count</c>.</param>
/// <param name="Type">How the values are to be read.</param>
/// <param name="Help">What is measured, a sentence for people; may be empty.</param>
/// <param name="Points">The values, ordered by labels, and those of one histogram by bound.</param>
public sealed record MetricFamily(string Name, MetricFamilyType Type, string Help, IReadOnlyList<MetricPoint> Points);

/// <summary>The value of one series.</summary>
/// <param name="Labels">The series, its own name among the labels; the same instance as long as the series is there.</param>
/// <param name="Value">The value in the metric's unit.</param>
public readonly record struct MetricPoint(Labels Labels, double Value);
