namespace Dashboard.Domain.Ran;

/// <summary>What a managed object is to a radio network.</summary>
public enum NetworkObjectKind
{
    /// <summary>What groups elements, and whatever else there is.</summary>
    Other,

    /// <summary>A managed element: a base station, or what stands for one.</summary>
    Element,

    /// <summary>A function of an element: central, distributed or radio unit.</summary>
    Function,

    /// <summary>A cell.</summary>
    Cell,
}

/// <summary>A managed object that was seen in telemetry.</summary>
/// <param name="Name">Its distinguished name as it is written.</param>
/// <param name="Parent">That of the object above it; empty at the top.</param>
/// <param name="Class">Its class.</param>
/// <param name="Value">Which one of them.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Instance">The managed element that it is part of; empty above elements.</param>
/// <param name="Cell">The cell that it is or lies in, by the label's value; empty where it is none.</param>
/// <param name="Site">The site; empty where none is known.</param>
/// <param name="FirstSeen">When it was first seen, in milliseconds since 1970-01-01 UTC.</param>
public sealed record NetworkObject(
    string Name, string Parent, string Class, string Value, NetworkObjectKind Kind, string Instance, string Cell, string Site, long FirstSeen)
{
    /// <summary>Its name from below the managed element, as the label <c>ldn</c> has it; empty where it is that element or above.</summary>
    public string Local { get; init; } = "";
}
