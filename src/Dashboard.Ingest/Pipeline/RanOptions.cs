namespace Dashboard.Ingest.Pipeline;

/// <summary>What is known of the radio network, settings section <c>Noc:Ran</c>.</summary>
public sealed class RanOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Ran";

    /// <summary>
    /// A YAML file with a list below <c>cells</c>, of which each entry names an object by <c>dn</c>, a cell by <c>cell</c> or
    /// an element by <c>instance</c>, and gives any of <c>site</c>, <c>cluster</c>, <c>name</c>, <c>latitude</c> and
    /// <c>longitude</c>. Default none: then the site is that of <c>Noc:Places</c>, and where that has none, the managed element.
    /// </summary>
    public string Cells { get; init; } = "";
}
