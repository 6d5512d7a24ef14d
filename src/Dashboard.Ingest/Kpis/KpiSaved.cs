namespace Dashboard.Ingest.Kpis;

/// <summary>What came of writing or removing a KPI.</summary>
/// <param name="Kpi">The KPI as it was written, or as it was before it was removed; null where that was refused.</param>
/// <param name="Complaint">Why it was refused, as a sentence; null where it was not.</param>
/// <param name="IsOvertaken">Whether it was refused because somebody else changed it first.</param>
public sealed record KpiSaved(CatalogueKpi? Kpi, string? Complaint, bool IsOvertaken)
{
    internal static KpiSaved Done(CatalogueKpi kpi) => new(kpi, null, false);

    internal static KpiSaved Refused(string complaint) => new(null, complaint, false);

    internal static KpiSaved Overtaken(string complaint) => new(null, complaint, true);
}
