namespace Dashboard.Domain.Flows;

/// <summary>
/// What went from where, by which interface of an exporter, to where: three columns, each with the nodes that had most
/// octets and one for all others, which comes last. Each octet is in one link into an interface and in one out of it.
/// </summary>
/// <param name="Sources">Where it came from.</param>
/// <param name="Interfaces">The interface that the filter names, else the one that it came in by, else the one that it left by.</param>
/// <param name="Destinations">Where it went.</param>
/// <param name="Into">From sources to interfaces, by their places in the columns.</param>
/// <param name="OutOf">From interfaces to destinations.</param>
/// <param name="Octets">All octets.</param>
public sealed record FlowSankey(
    IReadOnlyList<FlowNode> Sources, IReadOnlyList<FlowNode> Interfaces, IReadOnlyList<FlowNode> Destinations, IReadOnlyList<FlowLink> Into, IReadOnlyList<FlowLink> OutOf, ulong Octets);

/// <summary>A node of a Sankey diagram.</summary>
/// <param name="Name">In words.</param>
/// <param name="Octets">What went through it.</param>
/// <param name="IsOthers">Whether it stands for all that have no node of their own.</param>
public sealed record FlowNode(string Name, ulong Octets, bool IsOthers);

/// <summary>What went from a node to another.</summary>
/// <param name="From">The node's place in its column.</param>
/// <param name="To">The same, in the next column.</param>
/// <param name="Octets">How much.</param>
public readonly record struct FlowLink(int From, int To, ulong Octets);
