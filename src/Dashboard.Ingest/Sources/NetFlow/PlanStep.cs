namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>One move of a plan: octets of the wire to a place in a <see cref="RecordDraft"/>.</summary>
/// <param name="From">Offset within the record on the wire; for a record of variable width within its field.</param>
/// <param name="To">Offset within the draft.</param>
/// <param name="Move">How.</param>
/// <param name="Width">Octets that are read.</param>
/// <param name="Room">Octets that are written.</param>
internal readonly record struct PlanStep(ushort From, ushort To, PlanMove Move, byte Width, byte Room);

/// <summary>How a step moves a number of network order: the octets read, and the octets written.</summary>
internal enum PlanMove : byte
{
    OneToOne,
    TwoToTwo,
    FourToFour,
    EightToEight,
    FourToEight,
    TwoToFour,
    TwoToEight,
    OneToEight,
    OneToTwo,
    OneToFour,

    /// <summary>Any width, by a loop.</summary>
    Any,

    /// <summary>An IPv4 address.</summary>
    AddressV4,

    /// <summary>An IPv6 address.</summary>
    AddressV6,

    /// <summary>An IPv4 address, unless it is 0.0.0.0: the record has room for both families.</summary>
    AddressV4IfSet,

    /// <summary>An IPv6 address, unless it is <c>::</c>.</summary>
    AddressV6IfSet,

    /// <summary>A code point of six bits into the octet that it is part of.</summary>
    Dscp,
}
