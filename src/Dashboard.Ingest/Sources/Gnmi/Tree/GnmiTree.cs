using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Gnmi.Messages;
using Dashboard.Ingest.Sources.Gnmi.Modules;

namespace Dashboard.Ingest.Sources.Gnmi.Tree;

/// <summary>
/// What is known of one device's tree: which nodes have values, and which series those are. A path that was seen before is
/// found by its octets, without reading it. Used by one thread at a time.
/// </summary>
/// <param name="modules">What becomes of leaves.</param>
/// <param name="samples">Where the ends of series go.</param>
/// <param name="ownTarget">The target that was asked for, which is no label.</param>
/// <param name="subscriptions">What was subscribed to.</param>
/// <param name="maxLeaves">Leaves that may become series.</param>
internal sealed class GnmiTree(GnmiModules modules, GnmiSamples samples, string ownTarget, IReadOnlyList<GnmiSubscription> subscriptions, int maxLeaves)
{
    /// <summary>Octets that a path may have, in two parts and with the length of the first.</summary>
    private const int MaxPathBytes = 4096;

    private readonly Dictionary<(string Origin, string Target), GnmiNode> _roots = []; // bound: MaxNodes
    private readonly Dictionary<byte[], GnmiNode> _byOctets = new(OctetComparer.Instance); // bound: MaxNodes, then emptied
    private readonly byte[] _key = new byte[MaxPathBytes];
    private int _nodes;

    /// <summary>Leaves that became series.</summary>
    public int Leaves { get; private set; }

    /// <summary>The connection, or round of questions, under way.</summary>
    public long Generation { get; set; }

    public GnmiModules Modules => modules;

    private int MaxNodes => (maxLeaves * 2) + 1000;

    /// <summary>The node at a path below a prefix; null where either is not well-formed, or there is no room.</summary>
    public GnmiNode? Find(ReadOnlySpan<byte> octets, Range prefix, Range path, out string? problem)
    {
        problem = null;
        var first = octets[prefix];
        var second = octets[path];
        // The prefix's length tells where it ends; without it, two pairs could read the same.
        var length = sizeof(int) + first.Length + second.Length;
        if (length > MaxPathBytes)
        {
            problem = $"a path has more than {MaxPathBytes} octets";
            return null;
        }
        BitConverter.TryWriteBytes(_key, first.Length);
        first.CopyTo(_key.AsSpan(sizeof(int)));
        second.CopyTo(_key.AsSpan(sizeof(int) + first.Length));
        var key = _key.AsSpan(0, length);
        if (_byOctets.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var node) && !node.IsRemoved)
            return node;
        if (GnmiDecoder.ReadPath(octets, prefix) is not { } above || GnmiDecoder.ReadPath(octets, path) is not { } below)
        {
            problem = "a path is not well-formed";
            return null;
        }
        node = Grow(above.Join(below));
        if (node is null)
            return null;
        if (_byOctets.Count >= MaxNodes)
            _byOctets.Clear();
        _byOctets[key.ToArray()] = node;
        return node;
    }

    /// <summary>The child of a node; null where there is no room for it.</summary>
    public GnmiNode? Child(GnmiNode node, GnmiPathElement element)
    {
        var key = GnmiNode.KeyOf(element);
        return node.Find(key) ?? Grow(node, element, key);
    }

    /// <summary>The child of a node that has no keys; null where there is no room for it.</summary>
    public GnmiNode? Child(GnmiNode node, ReadOnlySpan<char> name) =>
        node.Find(name) ?? (name.IsEmpty ? null : Grow(node, new GnmiPathElement(name.ToString(), []), name.ToString()));

    /// <summary>What becomes of a node's values; null where as many leaves as may be have become series.</summary>
    public GnmiLeaf? LeafOf(GnmiNode node)
    {
        if (node.Leaf is { } leaf)
            return leaf;
        if (Leaves >= maxLeaves)
            return null;
        Leaves++;
        leaf = new GnmiLeaf(node, HoldsValues(node)) { Anchor = LeafLabels.AnchorOf(node, node.Metrics) };
        node.Leaf = leaf;
        return leaf;
    }

    /// <summary>Gives one series of a leaf its labels.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="place">Which of its series.</param>
    /// <param name="endsAt">When the series with the labels of before ended; null where it is out of the cache anyway.</param>
    public void Label(GnmiLeaf leaf, int place, long? endsAt)
    {
        ref var cell = ref leaf.Cells[place];
        var labels = leaf.Metrics.Length == 0 ? LeafLabels.Of(leaf.Node, ownTarget) : LeafLabels.Of(leaf.Node, leaf.Metrics[place], ownTarget, cell.Info);
        var series = samples.Resolve(labels);
        if (series != cell.Series && cell.IsSet && endsAt is { } timestamp)
            samples.End(cell.Series, timestamp);
        cell.Series = series;
    }

    /// <summary>Remembers a value that is a label of others; whether it is another than before.</summary>
    public static bool Remember(GnmiNode node, ReadOnlySpan<char> text)
    {
        if (node.Text is { } known && text.SequenceEqual(known))
            return false;
        node.Text = text.ToString();
        for (var above = node; above is not null; above = above.Parent)
            above.Version++;
        return true;
    }

    /// <summary>Ends everything at and below a path, in which keys may be missing or a star.</summary>
    public void Delete(GnmiPath path, long timestamp)
    {
        foreach (var root in _roots.Values)
        {
            if (path.Elements.Count > 0 && root.Origin == path.Origin && root.Target == path.Target)
                Delete(root, path.Elements, 0, timestamp);
        }
    }

    /// <summary>Ends what lies at or below a node, or anywhere, and is not to be kept.</summary>
    public void EndUnless(GnmiNode? node, Func<GnmiNode, bool> isKept, long timestamp)
    {
        foreach (var top in node is null ? [.. _roots.Values] : new[] { node })
            Sweep(top, isKept, timestamp);
    }

    /// <summary>Makes samples, of now, of the leaves whose values still hold and that none was made of for a while.</summary>
    public void Repeat(long now, TimeSpan after)
    {
        var before = now - (long)after.TotalMilliseconds;
        Sample(leaf => leaf.IsRepeated && leaf.SampledAt <= before, now);
    }

    /// <summary>Makes samples, of now, of the leaves that waited for labels, or whose labels have changed.</summary>
    public void Relabel(long now) => Sample(static leaf => leaf.SampledAt == 0 || leaf.Version != (leaf.Anchor?.Version ?? -1), now);

    /// <summary>Makes a sample of each series of a leaf that has a value.</summary>
    public void Sample(GnmiLeaf leaf, long timestamp)
    {
        var version = leaf.Anchor?.Version ?? -1;
        if (leaf.Epoch != samples.Epoch || leaf.Version != version)
        {
            for (var i = 0; i < leaf.Cells.Length; i++)
                Label(leaf, i, leaf.Version != version ? EndOf(leaf, timestamp) : null);
            (leaf.Epoch, leaf.Version) = (samples.Epoch, version);
        }
        leaf.SampledAt = timestamp;
        foreach (ref var cell in leaf.Cells.AsSpan())
        {
            if (cell.IsSet)
                samples.Add(cell.Series, timestamp, cell.Value);
        }
    }

    private GnmiNode? Grow(GnmiPath path)
    {
        if (!_roots.TryGetValue((path.Origin, path.Target), out var node))
        {
            if (_nodes >= MaxNodes)
                return null;
            _nodes++;
            _roots[(path.Origin, path.Target)] = node = new GnmiNode(path.Origin, path.Target);
        }
        foreach (var element in path.Elements)
        {
            if (Child(node, element) is not { } child)
                return null;
            node = child;
        }
        return node;
    }

    private GnmiNode? Grow(GnmiNode node, GnmiPathElement element, string key)
    {
        if (_nodes >= MaxNodes)
            return null;
        _nodes++;
        return node.Add(element, key, modules);
    }

    /// <summary>Whether values here hold until they change: those that are not sampled, or only where they changed.</summary>
    private bool HoldsValues(GnmiNode node)
    {
        var steps = new List<GnmiPathElement>(); // bound: the depth of the tree
        for (var at = node; at.Parent is not null; at = at.Parent)
            steps.Insert(0, at.Element);
        var (longest, holds) = (-1, false);
        foreach (var subscription in subscriptions)
        {
            var path = subscription.Path.Elements;
            if (path.Count <= longest || path.Count > steps.Count || !path.Index().All(e => e.Item.Names(steps[e.Index])))
                continue;
            (longest, holds) = (path.Count, subscription.Mode != GnmiSubscriptionMode.Sample || subscription.SuppressesRedundant);
        }
        return holds;
    }

    private void Delete(GnmiNode node, IReadOnlyList<GnmiPathElement> elements, int depth, long timestamp)
    {
        if (depth == elements.Count)
        {
            Sweep(node, static _ => false, timestamp);
            return;
        }
        var element = elements[depth];
        if (element.Keys.Count > 0 && node.Find(GnmiNode.KeyOf(element)) is { } exact)
        {
            Delete(exact, elements, depth + 1, timestamp);
            return;
        }
        foreach (var child in node.Children.Where(c => element.Names(c.Element)).ToArray())
            Delete(child, elements, depth + 1, timestamp);
    }

    /// <summary>Ends leaves, and lets go of nodes that nothing is left of.</summary>
    private void Sweep(GnmiNode node, Func<GnmiNode, bool> isKept, long timestamp)
    {
        foreach (var child in node.Children.ToArray())
            Sweep(child, isKept, timestamp);
        if (!isKept(node))
        {
            node.Text = null;
            if (node.Leaf is { } leaf)
            {
                End(leaf, timestamp);
                node.Leaf = null;
                Leaves--;
            }
        }
        for (var at = node; at.Parent is { } parent && at is { Leaf: null, Text: null, Children.Count: 0, IsRemoved: false }; at = parent)
        {
            parent.Remove(at);
            _nodes--;
        }
    }

    private void End(GnmiLeaf leaf, long timestamp)
    {
        foreach (ref var cell in leaf.Cells.AsSpan())
        {
            if (cell.IsSet)
                samples.End(cell.Series, EndOf(leaf, timestamp));
            cell = default;
        }
    }

    /// <summary>A series ends after its last sample, whatever the device's clock says.</summary>
    private static long EndOf(GnmiLeaf leaf, long timestamp) => Math.Max(timestamp, leaf.SampledAt + 1);

    private void Sample(Func<GnmiLeaf, bool> isDue, long now)
    {
        foreach (var root in _roots.Values)
            Sample(root, isDue, now);
    }

    private void Sample(GnmiNode node, Func<GnmiLeaf, bool> isDue, long now)
    {
        if (node.Leaf is { } leaf && isDue(leaf))
            Sample(leaf, now);
        foreach (var child in node.Children)
            Sample(child, isDue, now);
    }
}
