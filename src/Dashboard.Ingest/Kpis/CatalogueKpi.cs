using Dashboard.Domain.Kpi;

namespace Dashboard.Ingest.Kpis;

/// <summary>A KPI of the catalogue and where it comes from.</summary>
/// <param name="Formula">The KPI.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record CatalogueKpi(KpiFormula Formula, KpiOrigin Origin)
{
    /// <summary>When it was changed here; null where it was not.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>By whom; empty where it was not changed here.</summary>
    public string ChangedBy { get; init; } = "";

    /// <summary>Whether one of the program or of a file takes its place when it is removed.</summary>
    public bool IsReplacement { get; init; }
}

/// <summary>Where a KPI comes from.</summary>
public enum KpiOrigin
{
    /// <summary>It comes with the program.</summary>
    Program,

    /// <summary>From a file that the settings name.</summary>
    File,

    /// <summary>It was written here.</summary>
    Edited,
}
