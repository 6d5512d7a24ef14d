using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>A series as the cache holds it, without its samples.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Source">The id of the source that brought it.</param>
/// <param name="Newest">The time of its newest sample, in milliseconds since 1970-01-01 UTC.</param>
public readonly record struct HeldSeries(Labels Labels, string Source, long Newest);
