using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Flows.Places;

/// <summary>Where addresses of flows lie, settings section <c>Noc:FlowPlaces</c>: databases that the user supplies.</summary>
public sealed class FlowPlaceOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:FlowPlaces";

    /// <summary>Octets that a file may have.</summary>
    public const int MaxBytes = 1 << 30;

    /// <summary>Files in the MaxMind DB format (<c>.mmdb</c>) with commas between them: of countries or cities, and of autonomous systems. The first that knows counts. Default none.</summary>
    public string Files { get; init; } = "";

    /// <summary>How often it is looked whether they have changed. Default 1 min; 1 s to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);
}
