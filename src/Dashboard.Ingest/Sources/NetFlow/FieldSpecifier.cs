namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>One field of a template: which information element, and how long (RFC 7011 section 3.2, RFC 3954 section 5.2).</summary>
/// <param name="Enterprise">The private enterprise number, 0 for IANA's elements.</param>
/// <param name="Element">The element's number without the enterprise bit.</param>
/// <param name="Length">Octets, or <see cref="Variable"/>.</param>
internal readonly record struct FieldSpecifier(uint Enterprise, ushort Element, ushort Length)
{
    /// <summary>The length that says that each record tells its own (RFC 7011 section 7).</summary>
    public const ushort Variable = 65535;

    /// <summary>The enterprise number of elements that tell of a biflow's reverse direction (RFC 5103 section 6.1).</summary>
    public const uint Reverse = 29305;

    public bool IsVariable => Length == Variable;
}
