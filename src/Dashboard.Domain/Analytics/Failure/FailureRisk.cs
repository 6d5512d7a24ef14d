namespace Dashboard.Domain.Analytics.Failure;

/// <summary>
/// How much speaks for something to fail soon. It is a score and no probability: shares of evidence are joined as if each
/// could be wrong by itself, 1 − (1 − a)·(1 − b)·…, so that more evidence makes more risk, and none makes it certain.
/// </summary>
/// <param name="Entity">What may fail.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Evidence">Why, the strongest first; at least one.</param>
public sealed record FailureRisk(string Entity, double Score, IReadOnlyList<RiskEvidence> Evidence)
{
    /// <summary>Joins what was seen of each entity; what is most at risk comes first.</summary>
    public static IReadOnlyList<FailureRisk> Of(IEnumerable<(string Entity, RiskEvidence Evidence)> seen) =>
    [
        .. seen.GroupBy(static s => s.Entity, StringComparer.Ordinal)
            .Select(static g => new FailureRisk(g.Key, 1 - g.Aggregate(1.0, static (left, s) => left * (1 - s.Evidence.Share)), [.. g.Select(static s => s.Evidence).OrderByDescending(static e => e.Share)]))
            .OrderByDescending(static r => r.Score).ThenBy(static r => r.Entity, StringComparer.Ordinal),
    ];
}
