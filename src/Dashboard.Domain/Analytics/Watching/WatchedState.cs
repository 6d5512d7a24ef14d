using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Watching;

/// <summary>What a watched series knows of its past.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Labels">The labels of the rule's element.</param>
/// <param name="LastTime">The time of its last sample, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="State">The rest, for the program alone.</param>
public sealed record WatchedState(string Rule, Labels Labels, long LastTime, ReadOnlyMemory<byte> State);
