using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Anomalies;

/// <summary>What is watched for anomalies, settings section <c>Noc:Anomalies</c>.</summary>
public sealed class AnomalyOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Anomalies";

    /// <summary>Whether anything is. Default true; also the environment variable <c>ADVANCED_ANALYTICS_ENABLED</c>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>YAML files with further rules below the key <c>rules</c>, of which one of the same name replaces one that comes with the program. Default none.</summary>
    public string[] Files { get; init; } = [];

    /// <summary>Series that are watched at most; each takes 5 kB, with shapes compared 14. Default 10,000; up to 200,000.</summary>
    [Range(1, 200_000)]
    public int MostSeries { get; init; } = 10_000;

    /// <summary>How often what was learnt is written to disk. Default 10 min; 10 s to a day.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long anomalies are kept. Default 30 d; an hour to two years.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "730.00:00:00")]
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);
}
