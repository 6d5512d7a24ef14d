namespace Dashboard.Domain.Ran;

/// <summary>What an operator says of a cell, or of all cells of an element.</summary>
public sealed record CellEntry
{
    /// <summary>The object's full distinguished name; empty where <see cref="Cell"/> or <see cref="Instance"/> says which one is meant.</summary>
    public string Dn { get; init; } = "";

    /// <summary>The cell as the label <c>cell</c> has it without this entry.</summary>
    public string Cell { get; init; } = "";

    /// <summary>The managed element, for all its objects for which no other entry is there.</summary>
    public string Instance { get; init; } = "";

    /// <summary>The site, label <c>site</c>.</summary>
    public string Site { get; init; } = "";

    /// <summary>The cluster of sites, label <c>cluster</c>.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>The cell's name for people, which takes the place of the label <c>cell</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Degrees north, −90 to 90 (WGS 84).</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees east, −180 to 180 (WGS 84).</summary>
    public double? Longitude { get; init; }
}
