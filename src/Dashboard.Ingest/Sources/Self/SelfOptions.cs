using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>How this server watches itself, settings section <c>Noc:Sources:Self</c>.</summary>
public sealed class SelfOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Sources:Self";

    /// <summary>Whether the server's own metrics go into its cache; <c>/metrics</c> has them in any case. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>From one reading to the next. Default 5 s; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Traces of this server's own work that are kept each second. Default 20; 0 to 1,000, 0 switches them off.</summary>
    [Range(0, 1000)]
    public int TracesPerSecond { get; init; } = 20;

    /// <summary>The value of label <c>instance</c>. Default: this machine's name.</summary>
    [Required, MinLength(1)]
    public string Instance { get; init; } = Environment.MachineName;
}
