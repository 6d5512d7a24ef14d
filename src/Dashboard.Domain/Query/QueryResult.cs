using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Query;

/// <summary>What a query came to, and what there is to say about it.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Warnings">What makes the answer doubtful, in the words of Prometheus ("PromQL warning: ...").</param>
/// <param name="Infos">What the author of the query may want to know ("PromQL info: ...").</param>
/// <param name="NewestSample">
/// Timestamp of the newest sample, in milliseconds since 1970-01-01 UTC, that a selector without offset and without @
/// read: how old the answer is. <see cref="long.MinValue"/> where there was none; stale markers do not count.
/// </param>
/// <param name="SamplesRead">Samples read from the source.</param>
public sealed record QueryResult(QueryValue Value, IReadOnlyList<string> Warnings, IReadOnlyList<string> Infos, long NewestSample, long SamplesRead)
{
    /// <summary>How often the newest sample's series is measured, in milliseconds: the lesser of its last two spacings; 0 where only one sample was read.</summary>
    public long NewestSpacing { get; init; }

    /// <summary>The most samples that were in memory at a time.</summary>
    public long PeakSamples { get; init; }
}

/// <summary>An answer: one of the four types of PromQL.</summary>
public abstract record QueryValue;

/// <summary>A number at a time (ms).</summary>
public sealed record ScalarValue(long Timestamp, double Value) : QueryValue;

/// <summary>A string at a time (ms).</summary>
public sealed record StringValue(long Timestamp, string Value) : QueryValue;

/// <summary>One sample for each series, all at the same time.</summary>
public sealed record VectorValue(IReadOnlyList<VectorSample> Samples) : QueryValue;

/// <summary>Samples over time for each series, the series sorted by their labels.</summary>
public sealed record MatrixValue(IReadOnlyList<RangeSeries> Series) : QueryValue;

/// <summary>A series' value at a time (ms).</summary>
public readonly record struct VectorSample(Labels Labels, long Timestamp, double Value);

/// <summary>A series' values over time: two columns of equal length, ascending in time (ms).</summary>
public sealed record RangeSeries(Labels Labels, long[] Timestamps, double[] Values);
