namespace Dashboard.Ingest.Sources.Gnmi.Messages;

/// <summary>Where something is in a device's tree (gNMI specification section 2.2.2).</summary>
public sealed record GnmiPath
{
    /// <summary>The path to everything.</summary>
    public static readonly GnmiPath Root = new();

    /// <summary>Whose tree it is, where a device has several: <c>openconfig</c>, <c>srl_nokia</c>; mostly empty.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The device that is meant, where one answers for several; mostly empty.</summary>
    public string Target { get; init; } = "";

    public IReadOnlyList<GnmiPathElement> Elements { get; init; } = [];

    /// <summary>The path of a node below this one.</summary>
    public GnmiPath Join(GnmiPath below) => new()
    {
        Origin = below.Origin.Length > 0 ? below.Origin : Origin,
        Target = below.Target.Length > 0 ? below.Target : Target,
        Elements = [.. Elements, .. below.Elements],
    };

    /// <summary>
    /// Reads a path as it is usually written: <c>/interfaces/interface[name=eth0]/state</c>, with its origin and a colon
    /// before it where it has one. In the value of a key, a backslash stands before <c>]</c> and <c>\</c>; a slash needs none.
    /// </summary>
    /// <param name="text">The path.</param>
    /// <param name="path">What it says; <see cref="Root"/> where it says nothing.</param>
    /// <returns>Null, or what is wrong with it, as the end of a sentence.</returns>
    public static string? Read(string text, out GnmiPath path)
    {
        path = Root;
        var start = text.IndexOf('/', StringComparison.Ordinal);
        var origin = "";
        if (start > 0)
        {
            if (text[start - 1] != ':' || text.AsSpan(0, start).ContainsAny('[', ']'))
                start = -1;
            else
                origin = text[..(start - 1)];
        }
        var elements = new List<GnmiPathElement>(); // bound: the text
        for (var at = start + 1; at < text.Length;)
        {
            if (ReadElement(text, ref at, out var element) is { } complaint)
                return complaint;
            if (element is not null)
                elements.Add(element);
        }
        path = new GnmiPath { Origin = origin, Elements = elements };
        return null;
    }

    public bool Equals(GnmiPath? other) =>
        other is not null && Origin == other.Origin && Target == other.Target && Elements.SequenceEqual(other.Elements);

    public override int GetHashCode() => HashCode.Combine(Origin, Target, Elements.Count);

    /// <summary>The path as it is usually written.</summary>
    public override string ToString() => (Origin.Length > 0 ? Origin + ":" : "") + "/" + string.Join('/', Elements);

    /// <summary>Reads one step and the slash behind it.</summary>
    internal static string? ReadElement(string text, ref int at, out GnmiPathElement? element)
    {
        element = null;
        var start = at;
        while (at < text.Length && text[at] is not ('/' or '[' or ']' or '='))
            at++;
        var name = text[start..at];
        var keys = new List<KeyValuePair<string, string>>(); // bound: the text
        while (at < text.Length && text[at] == '[')
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0)
                return $"has a key without a value at character {at + 1}";
            var key = text[(at + 1)..equals].Trim();
            var value = new System.Text.StringBuilder();
            for (at = equals + 1; at < text.Length && text[at] != ']'; at++)
                value.Append(text[at] == '\\' && at + 1 < text.Length ? text[++at] : text[at]);
            if (at == text.Length || key.Length == 0)
                return $"has a key that does not end at character {text.Length}";
            at++;
            keys.Add(new(key, value.ToString()));
        }
        if (at < text.Length && text[at] != '/')
            return $"has a '{text[at]}' that does not belong there at character {at + 1}";
        at++;
        if (name.Length == 0 && keys.Count > 0)
            return "has a key that belongs to no name";
        if (name.Length > 0)
            element = GnmiPathElement.Of(name, keys);
        return null;
    }
}
