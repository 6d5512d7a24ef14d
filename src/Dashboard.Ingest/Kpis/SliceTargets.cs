using Dashboard.Domain.Kpi;

namespace Dashboard.Ingest.Kpis;

/// <summary>What was promised of slices.</summary>
/// <param name="All">Every target, in the order of the files.</param>
/// <param name="Areas">The area that a slice is to cover in km², by the label <c>snssai</c>, where that was said.</param>
public sealed record SliceTargets(IReadOnlyList<SliceTarget> All, IReadOnlyDictionary<string, double> Areas);
