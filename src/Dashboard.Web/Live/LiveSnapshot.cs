using Dashboard.Domain.Query;

namespace Dashboard.Web.Live;

/// <summary>The last answer to a live query, immutable. A version is never published twice, and none goes back.</summary>
/// <param name="Version">Rises whenever the answer, its newest sample or its error changed.</param>
/// <param name="Result">The answer, null before the first and after an error.</param>
/// <param name="Error">Why there is no answer, null if there is one.</param>
public sealed record LiveSnapshot(long Version, QueryResult? Result, string? Error)
{
    /// <summary>Before the first answer.</summary>
    public static readonly LiveSnapshot None = new(0, null, null);

    /// <summary>The time it holds for, of a range its end, in milliseconds since 1970-01-01 UTC; 0 before the first answer.</summary>
    public long At { get; init; }

    /// <summary>The newest sample that the answer rests on, in milliseconds since 1970-01-01 UTC; 0 where there is none.</summary>
    public long NewestSample => Result is { NewestSample: > 0 } result ? result.NewestSample : 0;

    /// <summary>How often what the newest sample belongs to is measured, in milliseconds; 0 where that is not known.</summary>
    public long Spacing => NewestSample > 0 ? Result!.NewestSpacing : 0;

    /// <summary>The elements of an instant answer; a scalar is one without labels.</summary>
    public IReadOnlyList<VectorSample> Vector => Result?.Value switch
    {
        VectorValue vector => vector.Samples,
        ScalarValue scalar => [new VectorSample(Domain.Telemetry.Labels.Empty, scalar.Timestamp, scalar.Value)],
        _ => [],
    };

    /// <summary>The series of a range answer.</summary>
    public IReadOnlyList<RangeSeries> Series => Result?.Value is MatrixValue matrix ? matrix.Series : [];
}
