using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Ran;

/// <summary>What operators say of cells. The entry by distinguished name counts before that by cell, and that before the one by element.</summary>
public sealed class CellDirectory
{
    private readonly Dictionary<string, CellEntry> _byName = new(StringComparer.Ordinal); // bound: entries of the settings
    private readonly Dictionary<string, CellEntry> _byCell = new(StringComparer.Ordinal); // bound: entries of the settings
    private readonly Dictionary<string, CellEntry> _byInstance = new(StringComparer.Ordinal); // bound: entries of the settings

    public CellDirectory(params IEnumerable<CellEntry> entries)
    {
        foreach (var entry in entries)
        {
            Count++;
            if (entry.Dn.Length > 0)
                _byName[DistinguishedName.Read(entry.Dn).ToString()] = entry;
            else if (entry.Cell.Length > 0)
                _byCell[entry.Cell] = entry;
            else if (entry.Instance.Length > 0)
                _byInstance[entry.Instance] = entry;
        }
    }

    /// <summary>Entries that there are.</summary>
    public int Count { get; }

    /// <summary>The entry for an object; null where there is none.</summary>
    public CellEntry? Find(MeasuredObject measured) =>
        _byName.GetValueOrDefault(measured.Name.ToString())
        ?? (measured.Cell.Length > 0 ? _byCell.GetValueOrDefault(measured.Cell) : null)
        ?? _byInstance.GetValueOrDefault(measured.Instance);

    /// <summary>The object's labels with what is said of it: <c>site</c>, <c>cluster</c>, and <c>cell</c> by its name. Without an entry it has no site of its own.</summary>
    public IReadOnlyList<Label> LabelsOf(MeasuredObject measured)
    {
        if (Find(measured) is not { } entry)
            return [.. measured.Labels()];
        return
        [
            .. measured.Labels().Where(l => l.Name != "cell"),
            new("cell", measured.Cell.Length > 0 && entry.Name.Length > 0 ? entry.Name : measured.Cell),
            new("site", entry.Site),
            new("cluster", entry.Cluster),
        ];
    }
}
