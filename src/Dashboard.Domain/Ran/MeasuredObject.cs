using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Ran;

/// <summary>The managed object that something was measured of, and what its name says of where it belongs.</summary>
public sealed class MeasuredObject
{
    private MeasuredObject(DistinguishedName name, string instance, string cell, DistinguishedName local) =>
        (Name, Instance, Cell, Local) = (name, instance, cell, local);

    /// <summary>Its name from the top of the network.</summary>
    public DistinguishedName Name { get; }

    /// <summary>The managed element that it is part of, label <c>instance</c>.</summary>
    public string Instance { get; }

    /// <summary>The cell that it is or lies in, label <c>cell</c>; empty where it is none. A cell that has a number only is named by its element and the number.</summary>
    public string Cell { get; }

    /// <summary>Its name from below the managed element, label <c>ldn</c>; empty where it is that element.</summary>
    public DistinguishedName Local { get; }

    /// <summary>Its class, label <c>object</c>: <c>NRCellDU</c>.</summary>
    public string Class => Name.Last.Class;

    /// <summary>Whether a class is one of cells, of whatever generation.</summary>
    public static bool IsCell(string ofClass) =>
        ofClass is "NRCellDU" or "NRCellCU" or "NRCELL" or "LNCEL" or "WCEL" or "Cell" or "GsmCell" or "GERANCell" or "UtranGenericCell"
        || ofClass.StartsWith("EUtranCell", StringComparison.OrdinalIgnoreCase) || ofClass.StartsWith("EUtranGenericCell", StringComparison.OrdinalIgnoreCase)
        || ofClass.StartsWith("UtranCell", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a class is one of managed elements.</summary>
    public static bool IsElement(string ofClass) => ofClass is "ManagedElement" or "MeContext" or "MRBTS";

    /// <summary>An object that is named by the parts a file or a message gives of it; any of them may be empty.</summary>
    /// <param name="prefix">What all names of the file lie below, <c>dnPrefix</c>.</param>
    /// <param name="element">The managed element, <c>localDn</c> or <c>measuredEntityDn</c>.</param>
    /// <param name="local">The object, <c>measObjLdn</c> or <c>measObjInstId</c>.</param>
    /// <param name="sender">What the instance is called where no name says.</param>
    public static MeasuredObject Of(string prefix, string element, string local, string sender)
    {
        var upper = DistinguishedName.Read(element).Below(DistinguishedName.Read(prefix));
        var name = DistinguishedName.Read(local);
        // A name that has its own element is whole, but for what the file says lies above it.
        var full = name.IndexOf(IsElement) < 0 || upper.Parts.Any(p => name.Parts.Count > 0 && p == name.Parts[0]) ? name.Below(upper) : name;
        // A vendor's element is 1 in each of its contexts, which then is what tells them apart.
        var at = full.IndexOf(static c => c is "MeContext" or "MRBTS");
        var elementAt = full.IndexOf(IsElement);
        at = at >= 0 ? at : elementAt;
        var instance = at < 0 ? (sender.Length > 0 ? sender : full.Parts.Count > 0 ? full.Parts[0].Value : "")
            : full.Parts[at].Class == "MRBTS" ? $"MRBTS-{full.Parts[at].Value}"
            : full.Parts[at].Value;
        var cellAt = full.IndexOf(IsCell);
        var cell = cellAt < 0 ? "" : full.Parts[cellAt].Value;
        if (cell.Length > 0 && cell.All(char.IsAsciiDigit))
            cell = $"{instance}-{cell}";
        return new MeasuredObject(full, instance, cell, full.From(elementAt + 1));
    }

    /// <summary>Its labels: <c>instance</c>, <c>cell</c>, <c>object</c> and <c>ldn</c>.</summary>
    public IEnumerable<Label> Labels() =>
        [new("instance", Instance), new("cell", Cell), new("object", Class), new("ldn", Local.ToString())];
}
