using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Gnmi.Modules;

namespace Dashboard.Ingest.Sources.Gnmi.Tree;

/// <summary>Gives the series of a leaf their names and labels.</summary>
internal static class LeafLabels
{
    /// <summary>
    /// The labels of a leaf without a rule: its path is the metric's name, and each key of a list is a label that is called
    /// like the list's entry and the key, <c>interface_name</c>.
    /// </summary>
    /// <param name="node">The leaf.</param>
    /// <param name="ownTarget">The target that is not worth a label.</param>
    public static List<Label> Of(GnmiNode node, string ownTarget)
    {
        var labels = new List<Label> { new(Labels.MetricName, SafeName.Metric(node.SchemaPath.TrimStart('/'))), new("origin", node.Origin) };
        if (node.Target != ownTarget)
            labels.Add(new("target", node.Target));
        foreach (var (key, value) in KeysOf(node))
            labels.Add(new(key, value));
        return labels;
    }

    /// <summary>The labels of a leaf by a rule.</summary>
    /// <param name="node">The leaf.</param>
    /// <param name="metric">The rule.</param>
    /// <param name="ownTarget">The target that is not worth a label.</param>
    /// <param name="info">Of a series of text, the text.</param>
    public static List<Label> Of(GnmiNode node, GnmiMetric metric, string ownTarget, string? info)
    {
        var labels = new List<Label> { new(Labels.MetricName, metric.Name) };
        if (node.Target != ownTarget)
            labels.Add(new("target", node.Target));
        var keys = KeysOf(node);
        var used = new HashSet<string>(StringComparer.Ordinal); // bound: keys of a path
        foreach (var (label, template) in metric.Labels)
            labels.Add(new(label, Fill(template, keys, used)));
        foreach (var (key, value) in keys)
        {
            var isDropped = metric.Drop.TryGetValue(key, out var dropped) && (dropped.Length == 0 || dropped.Equals(value, StringComparison.OrdinalIgnoreCase));
            if (!used.Contains(key) && !isDropped)
                labels.Add(new(key, value));
        }
        foreach (var (label, path) in metric.Lookups)
            labels.Add(new(label, LookUp(node, path)));
        if (metric.InfoLabel.Length > 0)
            labels.Add(new(metric.InfoLabel, info ?? ""));
        return labels;
    }

    /// <summary>A text with the values of keys in place of their names in braces.</summary>
    public static string Fill(string template, GnmiNode node) => Fill(template, KeysOf(node), []);

    /// <summary>The node below which everything lies that is looked up for a leaf; null where nothing is.</summary>
    public static GnmiNode? AnchorOf(GnmiNode node, GnmiMetric[] metrics)
    {
        GnmiNode? highest = null;
        foreach (var path in metrics.SelectMany(m => m.Lookups.Values))
        {
            var anchor = Anchor(node, path);
            if (highest is null || anchor.SchemaPath.Length < highest.SchemaPath.Length)
                highest = anchor;
        }
        return highest;
    }

    private static string Fill(string template, List<KeyValuePair<string, string>> keys, HashSet<string> used)
    {
        var text = template;
        foreach (var (key, value) in keys)
        {
            var name = $"{{{key}}}";
            if (!template.Contains(name, StringComparison.Ordinal))
                continue;
            used.Add(key);
            text = text.Replace(name, value, StringComparison.Ordinal);
        }
        // What names a key that the path does not have stays no label.
        return text.Contains('{', StringComparison.Ordinal) && text == template ? "" : text;
    }

    private static List<KeyValuePair<string, string>> KeysOf(GnmiNode node)
    {
        var keys = new List<KeyValuePair<string, string>>(); // bound: GnmiDecoder.MaxElements squared
        for (var at = node; at is not null; at = at.Parent)
        {
            foreach (var (key, value) in at.Element.Keys)
            {
                var label = SafeName.Label($"{at.Element.LocalName}_{key}");
                // Of lists of the same name within each other, the outer ones get the names of what they lie in.
                for (var above = at.Parent; above is not null && keys.Exists(k => k.Key == label); above = above.Parent)
                    label = SafeName.Label($"{above.Element.LocalName}_{label}");
                keys.Add(new(label, value));
            }
        }
        return keys;
    }

    private static string LookUp(GnmiNode node, string path)
    {
        var at = Anchor(node, path);
        foreach (var name in path[at.SchemaPath.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at.Find(name) is not { } child)
                return "";
            at = child;
        }
        return at.Text ?? "";
    }

    /// <summary>The lowest node that both a leaf and a path lie below.</summary>
    private static GnmiNode Anchor(GnmiNode node, string path)
    {
        var at = node;
        while (at.Parent is { } parent && !(path.StartsWith(at.SchemaPath, StringComparison.Ordinal) && path.Length > at.SchemaPath.Length && path[at.SchemaPath.Length] == '/'))
            at = parent;
        return at;
    }
}
