namespace Dashboard.Domain.Dashboards;

/// <summary>Where a node of a map stays.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Column">Columns from the left, from 0; a box is a little wider than half a column.</param>
/// <param name="Row">Rows from the top, from 0; a box is a little higher than half a row.</param>
public sealed record NodePlace(string Node, double Column, double Row)
{
    /// <summary>Nodes of a map that may have a place.</summary>
    public const int Most = 500;

    /// <summary>The last column.</summary>
    public const int LastColumn = 50;

    /// <summary>The last row.</summary>
    public const int LastRow = 200;

    /// <summary>Whether it is a place of the map at all.</summary>
    public bool IsInside => Column is >= 0 and <= LastColumn && Row is >= 0 and <= LastRow;
}
