namespace Dashboard.Ingest.Sources.Gnmi.Messages;

/// <summary>
/// One step of a path: the name of a node and, where the node is a list's entry, the keys that say which
/// (gNMI specification section 2.2.2).
/// </summary>
/// <param name="Name">The node's name, with the prefix of its module where the device writes one.</param>
/// <param name="Keys">Names and values of the keys, sorted by name.</param>
public sealed record GnmiPathElement(string Name, IReadOnlyList<KeyValuePair<string, string>> Keys)
{
    /// <summary>The value of a key that stands for any.</summary>
    public const string Any = "*";

    /// <summary>The name without the prefix of a module: of <c>openconfig-platform:components</c>, <c>components</c>.</summary>
    public string LocalName { get; } = Name[(Name.LastIndexOf(':') + 1)..];

    /// <summary>A step whose keys come in any order.</summary>
    public static GnmiPathElement Of(string name, List<KeyValuePair<string, string>> keys)
    {
        keys.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return new GnmiPathElement(name, keys);
    }

    /// <summary>Whether this step names that one: the same name, and every key that this step has with the same value or a star for any.</summary>
    public bool Names(GnmiPathElement other)
    {
        if (LocalName != other.LocalName && Name != Any)
            return false;
        foreach (var (key, value) in Keys)
        {
            if (value != Any && !other.Has(key, value))
                return false;
        }
        return true;
    }

    /// <summary>Whether it has a key of that name.</summary>
    public bool Has(string key)
    {
        foreach (var (name, _) in Keys)
        {
            if (name == key)
                return true;
        }
        return false;
    }

    public bool Equals(GnmiPathElement? other) => other is not null && Name == other.Name && Keys.SequenceEqual(other.Keys);

    public override int GetHashCode() => HashCode.Combine(Name, Keys.Count);

    /// <summary>The step as paths are written: <c>interface[name=eth0]</c>.</summary>
    public override string ToString() =>
        Name + string.Concat(Keys.Select(k => $"[{k.Key}={k.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal)}]"));

    private bool Has(string key, string value)
    {
        foreach (var (name, its) in Keys)
        {
            if (name == key)
                return its == value;
        }
        return false;
    }
}
