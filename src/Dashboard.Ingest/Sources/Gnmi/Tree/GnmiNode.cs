using Dashboard.Ingest.Sources.Gnmi.Messages;
using Dashboard.Ingest.Sources.Gnmi.Modules;

namespace Dashboard.Ingest.Sources.Gnmi.Tree;

/// <summary>A node of a device's tree that values were seen at or below.</summary>
internal sealed class GnmiNode
{
    private readonly Dictionary<string, GnmiNode> _children = new(StringComparer.Ordinal); // bound: GnmiTree.MaxNodes of all nodes

    /// <summary>The root of the tree of one origin and target.</summary>
    public GnmiNode(string origin, string target) => (Origin, Target, Element, SchemaPath) = (origin, target, new GnmiPathElement("", []), "");

    private GnmiNode(GnmiNode parent, GnmiPathElement element, GnmiModules modules)
    {
        (Parent, Element, Origin, Target) = (parent, element, parent.Origin, parent.Target);
        SchemaPath = $"{parent.SchemaPath}/{element.LocalName}";
        (Metrics, IsLookup) = (modules.MetricsOf(SchemaPath), modules.IsLookup(SchemaPath));
        // OpenConfig has a key a second time in the entry's config and state.
        IsKey = parent.Element.Has(element.LocalName) || parent.Parent?.Element.Has(element.LocalName) == true;
    }

    public GnmiNode? Parent { get; }

    public GnmiPathElement Element { get; }

    public string Origin { get; }

    public string Target { get; }

    /// <summary>The path by names alone.</summary>
    public string SchemaPath { get; }

    /// <summary>The rules for its values; none where there is no rule.</summary>
    public GnmiMetric[] Metrics { get; } = [];

    public GnmiLeaf? Leaf { get; set; }

    /// <summary>The connection, or round of questions, that a value was last seen in.</summary>
    public long Generation { get; set; }

    /// <summary>The notification that a value was last seen in.</summary>
    public long Notification { get; set; }

    /// <summary>Of a leaf whose value is a label of others, that value.</summary>
    public string? Text { get; set; }

    /// <summary>Whether values here are labels of others.</summary>
    public bool IsLookup { get; }

    /// <summary>Whether its value is a key of the list's entry that it lies in, and so no news.</summary>
    public bool IsKey { get; }

    /// <summary>Rises when a value at or below this node changed that is a label of others.</summary>
    public int Version { get; set; }

    /// <summary>Whether it is no longer part of the tree.</summary>
    public bool IsRemoved { get; private set; }

    public IReadOnlyCollection<GnmiNode> Children => _children.Values;

    /// <summary>The child with that name and keys, written as <see cref="GnmiPathElement.ToString"/> does but with the local name.</summary>
    public GnmiNode? Find(ReadOnlySpan<char> key) => _children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var child) ? child : null;

    public GnmiNode Add(GnmiPathElement element, string key, GnmiModules modules)
    {
        var child = new GnmiNode(this, element, modules);
        _children[key] = child;
        return child;
    }

    /// <summary>Takes a child out, with all below it.</summary>
    public void Remove(GnmiNode child)
    {
        _children.Remove(KeyOf(child.Element));
        child.MarkRemoved();
    }

    /// <summary>What a child is found by.</summary>
    public static string KeyOf(GnmiPathElement element) =>
        element.LocalName == element.Name ? element.ToString() : (element with { Name = element.LocalName }).ToString();

    private void MarkRemoved()
    {
        IsRemoved = true;
        foreach (var child in _children.Values)
            child.MarkRemoved();
    }
}
