namespace Dashboard.Ingest.Kpis;

/// <summary>A version of a KPI that was written here.</summary>
/// <param name="Number">The version.</param>
/// <param name="ChangedAt">When it was written.</param>
/// <param name="ChangedBy">By whom.</param>
/// <param name="Yaml">What was written; null where the KPI was removed.</param>
public sealed record KpiVersion(int Number, DateTimeOffset ChangedAt, string ChangedBy, string? Yaml);
