namespace Dashboard.Ingest.Sources.Snmp.Messages;

/// <summary>The part of a message that asks or says something (RFC 3416 section 3; of v1 traps RFC 1157 section 4.1.6).</summary>
public readonly ref struct SnmpPdu
{
    public PduType Type { get; private init; }

    public int RequestId { get; private init; }

    /// <summary>Of a response: what was wrong. Of a GetBulk request its non-repeaters.</summary>
    public int ErrorStatus { get; private init; }

    /// <summary>Of a response: the binding that was wrong, from 1. Of a GetBulk request its max-repetitions.</summary>
    public int ErrorIndex { get; private init; }

    /// <summary>The bindings, for a <see cref="VarBindReader"/>.</summary>
    public ReadOnlySpan<byte> Bindings { get; private init; }

    /// <summary>Of a v1 trap: who defined it, an object identifier's contents octets.</summary>
    public ReadOnlySpan<byte> Enterprise { get; private init; }

    /// <summary>Of a v1 trap: the IPv4 address of who sent it, four octets.</summary>
    public ReadOnlySpan<byte> AgentAddress { get; private init; }

    /// <summary>Of a v1 trap: 0 (coldStart) to 5 (egpNeighborLoss), or 6 for one of the enterprise's own.</summary>
    public int GenericTrap { get; private init; }

    /// <summary>Of a v1 trap: the enterprise's number for it.</summary>
    public int SpecificTrap { get; private init; }

    /// <summary>Of a v1 trap: hundredths of a second since the agent started.</summary>
    public uint UpTime { get; private init; }

    /// <summary>Reads a PDU with its tag. False with a word why where it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out SnmpPdu pdu, out string? complaint)
    {
        pdu = default;
        var outer = new BerReader(octets);
        if (!outer.TryRead(out var tag, out var content))
            return Stop("the PDU is cut off", out complaint);
        var type = (PduType)tag;
        if (type is < PduType.GetRequest or > PduType.Report)
            return Stop("the PDU is of no kind that SNMP has", out complaint);
        var reader = new BerReader(content);
        if (type == PduType.TrapV1)
            return TryReadTrap(reader, out pdu, out complaint);
        if (!reader.TryReadInteger(out var requestId) || !reader.TryReadInteger(out var status) || !reader.TryReadInteger(out var index))
            return Stop("the PDU does not begin with three integers", out complaint);
        if (!reader.TryRead(BerReader.SequenceTag, out var bindings))
            return Stop("the PDU has no list of bindings, or one that is cut off", out complaint);
        pdu = new SnmpPdu { Type = type, RequestId = requestId, ErrorStatus = status, ErrorIndex = index, Bindings = bindings };
        complaint = null;
        return true;
    }

    private static bool TryReadTrap(BerReader reader, out SnmpPdu pdu, out string? complaint)
    {
        pdu = default;
        if (!reader.TryRead(BerReader.ObjectIdentifierTag, out var enterprise) || !ObjectIdentifier.IsValid(enterprise))
            return Stop("the v1 trap has no valid enterprise", out complaint);
        if (!reader.TryRead((byte)SnmpType.IpAddress, out var address) || address.Length != 4)
            return Stop("the v1 trap has no agent address of four octets", out complaint);
        if (!reader.TryReadInteger(out var generic) || !reader.TryReadInteger(out var specific))
            return Stop("the v1 trap does not say which it is", out complaint);
        if (!reader.TryRead((byte)SnmpType.TimeTicks, out var ticks) || !BerReader.TryUnsigned(ticks, out var upTime))
            return Stop("the v1 trap has no time stamp", out complaint);
        if (!reader.TryRead(BerReader.SequenceTag, out var bindings))
            return Stop("the v1 trap has no list of bindings, or one that is cut off", out complaint);
        pdu = new SnmpPdu
        {
            Type = PduType.TrapV1,
            Enterprise = enterprise,
            AgentAddress = address,
            GenericTrap = generic,
            SpecificTrap = specific,
            UpTime = (uint)upTime,
            Bindings = bindings,
        };
        complaint = null;
        return true;
    }

    private static bool Stop(string why, out string? complaint)
    {
        complaint = why;
        return false;
    }
}
