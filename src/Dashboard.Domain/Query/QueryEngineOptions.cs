using System.ComponentModel.DataAnnotations;

namespace Dashboard.Domain.Query;

/// <summary>Bounds of the query engine, settings section <c>Noc:Query</c>.</summary>
public sealed class QueryEngineOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Query";

    /// <summary>How old a series' newest sample may be to count as its value. Default 5 min; 1 s to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LookBack { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Samples a query may hold in memory at a time. Default 50 million (8 bytes each); 1,000 to 10 billion.</summary>
    [Range(1_000L, 10_000_000_000L)]
    public long MaxSamples { get; init; } = 50_000_000;

    /// <summary>How long a query may take. Default 2 min; 100 ms to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Points a series may have in a range query. Default 11,000; 1 to 1 million.</summary>
    [Range(1, 1_000_000)]
    public int MaxSteps { get; init; } = 11_000;

    /// <summary>Queries of the API that run at a time; further ones wait, within their time. Default 20; 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrent { get; init; } = 20;

    /// <summary>Whether functions that Prometheus calls experimental are allowed, such as <c>mad_over_time</c>. Default no.</summary>
    public bool ExperimentalFunctions { get; init; }
}
