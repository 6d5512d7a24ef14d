using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Watching;

/// <summary>What was thought of one sample of a watched series.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Entity">What the series belongs to.</param>
/// <param name="Labels">The labels of the rule's element.</param>
/// <param name="Time">The sample's time, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Score">0 as ever, to 1 never seen.</param>
/// <param name="Lower">The least that is usual, in the unit; NaN while nothing is known.</param>
/// <param name="Upper">The most that is usual, in the unit; NaN while nothing is known.</param>
public readonly record struct WatchedRow(WatchRule Rule, string Entity, Labels Labels, long Time, double Score, double Lower, double Upper);
