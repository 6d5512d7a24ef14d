using Dashboard.Domain.Ran;

namespace Dashboard.Web.Components.Network;

/// <summary>A row of the tree.</summary>
/// <param name="Key">What it is opened and closed by.</param>
/// <param name="Title">Its name.</param>
/// <param name="Aside">What it is called besides; may be empty.</param>
/// <param name="Below">Rows right below it.</param>
/// <param name="State">What is open at it or below it.</param>
/// <param name="Link">Where it is chosen.</param>
/// <param name="IsChosen">Whether it is.</param>
public sealed record NetworkRow(string Key, string Title, string Aside, int Below, NodeState State, string Link, bool IsChosen);
