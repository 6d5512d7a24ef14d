namespace Dashboard.Ingest.Kpis;

/// <summary>What was promised of slices, settings section <c>Noc:Slices</c>.</summary>
public sealed class SliceOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Slices";

    /// <summary>
    /// YAML files with further targets below the key <c>targets</c>, of which one of the same name replaces one that comes with
    /// the program, and areas of slices below <c>areas</c>. Default none.
    /// </summary>
    public string[] Files { get; init; } = [];
}
