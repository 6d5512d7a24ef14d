using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Insights;

/// <summary>Conclusions from what is unusual, settings section <c>Noc:Insights</c>.</summary>
public sealed class InsightOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Insights";

    /// <summary>Whether any are drawn. Default true; also the environment variable <c>INTELLIGENCE_ENGINE_ENABLED</c>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often. Default 5 s; 1 s to an hour. Also the environment variable <c>INSIGHT_GENERATION_INTERVAL</c>, in seconds or as a time.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an insight is shown after all was as usual again. Default 1 d; a minute to 30 d.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(1);
}
