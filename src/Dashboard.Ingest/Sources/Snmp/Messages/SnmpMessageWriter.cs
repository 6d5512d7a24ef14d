namespace Dashboard.Ingest.Sources.Snmp.Messages;

/// <summary>
/// Puts messages together from the inside out: bindings first, in reverse, then the PDU around them, then the message
/// around that. The same room serves for all, see <see cref="BerWriter"/>.
/// </summary>
public static class SnmpMessageWriter
{
    /// <summary>Octets of a message that we take at most, and say so in v3: what a UDP datagram over IPv4 holds.</summary>
    public const int MaxSize = 65_507;

    /// <summary>Makes a PDU of the bindings that were written since a position.</summary>
    /// <param name="writer">Holds the bindings.</param>
    /// <param name="end">The position before the bindings.</param>
    /// <param name="type">The kind of PDU, any but a v1 trap.</param>
    /// <param name="requestId">What the answer repeats.</param>
    /// <param name="errorStatus">Of a GetBulk request its non-repeaters.</param>
    /// <param name="errorIndex">Of a GetBulk request its max-repetitions.</param>
    public static void Pdu(ref BerWriter writer, int end, PduType type, int requestId, int errorStatus = 0, int errorIndex = 0)
    {
        writer.Header(BerReader.SequenceTag, end);
        writer.Integer(errorIndex);
        writer.Integer(errorStatus);
        writer.Integer(requestId);
        writer.Header((byte)type, end);
    }

    /// <summary>Makes a message of version 1 or 2c of the PDU that was written since a position.</summary>
    public static void Community(ref BerWriter writer, int end, SnmpVersion version, ReadOnlySpan<byte> community)
    {
        writer.Value(BerReader.OctetStringTag, community);
        writer.Integer((int)version);
        writer.Header(BerReader.SequenceTag, end);
    }
}
