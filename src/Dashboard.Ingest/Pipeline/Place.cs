using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Where instances stand and what they are for; an entry of the list in settings section <c>Noc:Places</c>.</summary>
public sealed class Place
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Places";

    /// <summary>The instances it holds for: a name, or a pattern with <c>*</c> for any characters. Required.</summary>
    [Required, MinLength(1)]
    public string Instance { get; init; } = "";

    /// <summary>The site's name, label <c>site</c>. Empty: no such label.</summary>
    public string Site { get; init; } = "";

    /// <summary>What the instance does in the network, label <c>role</c>: core, edge, access, host. Empty: no such label.</summary>
    public string Role { get; init; } = "";

    /// <summary>The region the site lies in, label <c>region</c>. Empty: no such label.</summary>
    public string Region { get; init; } = "";

    /// <summary>Degrees north, −90 to 90 (WGS 84).</summary>
    [Range(-90.0, 90.0)]
    public double? Latitude { get; init; }

    /// <summary>Degrees east, −180 to 180 (WGS 84).</summary>
    [Range(-180.0, 180.0)]
    public double? Longitude { get; init; }
}
