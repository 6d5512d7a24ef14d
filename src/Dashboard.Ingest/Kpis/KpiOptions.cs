using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Kpis;

/// <summary>The catalogue of KPIs and its report, settings section <c>Noc:Kpis</c>.</summary>
public sealed class KpiOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Kpis";

    /// <summary>YAML files with further KPIs below the key <c>kpis</c>; one of the same name replaces one that comes with the program. Default none.</summary>
    public string[] Files { get; init; } = [];

    /// <summary>How long each KPI of a report may take. Default 5 s; 100 ms to 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
}
