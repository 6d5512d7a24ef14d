namespace Dashboard.Ingest.Ran.Ves;

/// <summary>What the value of a field must be.</summary>
internal enum VesKind
{
    Any,
    Text,
    Number,
    Integer,

    /// <summary>An object with any properties.</summary>
    Object,

    /// <summary>An object whose values are strings.</summary>
    Map,

    /// <summary>One of some words.</summary>
    Choice,

    /// <summary>A severity of 3GPP in any spelling: <c>MAJOR</c>, <c>Major</c>.</summary>
    Severity,

    Ipv4,
    Ipv6,

    /// <summary>An object with a rule of its own.</summary>
    Ruled,
}
