namespace Dashboard.Domain.Ran;

/// <summary>
/// Finds the object of the radio network that a text means, whatever its case: by its distinguished name, with or without
/// what lies above the managed element; by the element and the name below it, with a space between them, as alarms have
/// it; by an element's or a cell's own name. A part that is not known stands for the nearest known object above it.
/// </summary>
public sealed class NetworkNames
{
    private readonly Dictionary<string, NetworkObject> _known = new(StringComparer.OrdinalIgnoreCase); // bound: two names an object

    /// <param name="objects">The objects, those above before those below.</param>
    public NetworkNames(IReadOnlyList<NetworkObject> objects)
    {
        foreach (var one in objects)
            _known.TryAdd(one.Name, one);
        foreach (var one in objects)
        {
            if (one.Kind == NetworkObjectKind.Element)
                _known.TryAdd(one.Instance, one);
            else if (one.Local.Length > 0)
                _known.TryAdd($"{one.Instance} {one.Local}", one);
        }
        foreach (var one in objects)
        {
            if (one.Kind == NetworkObjectKind.Cell && one.Cell.Length > 0)
                _known.TryAdd(one.Cell, one);
        }
    }

    /// <summary>The object that a text means; null where none is known of it.</summary>
    public NetworkObject? Find(string text)
    {
        text = text.Trim();
        if (_known.TryGetValue(text, out var known))
            return known;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var sign = text.IndexOf('=', StringComparison.Ordinal);
        // A distinguished name is one object, spaces and all (TS 32.300).
        if (space > 0 && (sign < 0 || space < sign))
            return _known.TryGetValue(text[..space], out var element) ? Part(element, text[(space + 1)..].Trim()) : null;
        return sign > 0 ? Named(text) : null;
    }

    private NetworkObject Part(NetworkObject element, string part) =>
        _known.TryGetValue(part, out var cell) && cell.Kind == NetworkObjectKind.Cell && cell.Instance == element.Instance ? cell
        : Local(element.Instance, DistinguishedName.Read(part)) ?? element;

    private NetworkObject? Named(string text)
    {
        var measured = MeasuredObject.Of("", text, "", "");
        var elementAt = measured.Name.IndexOf(MeasuredObject.IsElement);
        return Upwards(measured.Name, elementAt + 1)
            ?? (elementAt < 0 ? null : Local(measured.Instance, measured.Local) ?? _known.GetValueOrDefault(measured.Instance))
            ?? Upwards(measured.Name, 1);
    }

    private NetworkObject? Upwards(DistinguishedName name, int fewest)
    {
        for (var parts = name.Parts.Count; parts >= Math.Max(1, fewest); parts--)
        {
            if (_known.TryGetValue(name.First(parts).ToString(), out var known))
                return known;
        }
        return null;
    }

    private NetworkObject? Local(string instance, DistinguishedName local)
    {
        for (var parts = local.Parts.Count; parts > 0; parts--)
        {
            if (_known.TryGetValue($"{instance} {local.First(parts)}", out var known))
                return known;
        }
        return null;
    }
}
