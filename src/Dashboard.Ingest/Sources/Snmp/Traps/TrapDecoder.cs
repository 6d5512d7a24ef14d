using System.Net;
using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Sources.Snmp.Traps;

/// <summary>Reads traps and informs out of PDUs (RFC 1157 section 4.1.6, RFC 3416 section 4.2.6), those of version 1 as RFC 3584 section 3.1 makes them newer ones.</summary>
public static class TrapDecoder
{
    /// <summary>Bindings that are kept of a trap; further ones are left out.</summary>
    public const int MaxBindings = 100;

    internal const string StandardTraps = "1.3.6.1.6.3.1.1.5";

    private static readonly ObjectIdentifier SysUpTime = ObjectIdentifier.Parse("1.3.6.1.2.1.1.3.0");
    private static readonly ObjectIdentifier SnmpTrapOid = ObjectIdentifier.Parse("1.3.6.1.6.3.1.1.4.1.0");
    private static readonly ObjectIdentifier SnmpTrapAddress = ObjectIdentifier.Parse("1.3.6.1.6.3.18.1.3.0");

    /// <summary>The trap of a PDU; null with a word why where it has none.</summary>
    public static SnmpTrap? Read(in SnmpPdu pdu, out string? complaint)
    {
        var reader = new VarBindReader(pdu.Bindings);
        if (pdu.Type == PduType.TrapV1)
            return ReadV1(pdu, reader, out complaint);
        if (pdu.Type is not (PduType.TrapV2 or PduType.InformRequest))
        {
            complaint = "it is neither a trap nor an inform";
            return null;
        }
        if (!reader.TryRead(out var upTime) || !upTime.Name.SequenceEqual(SysUpTime.Octets) || !upTime.TryUnsigned(out var ticks) ||
            !reader.TryRead(out var trap) || !trap.Name.SequenceEqual(SnmpTrapOid.Octets) || trap.Type != SnmpType.ObjectIdentifier || !ObjectIdentifier.IsValid(trap.Content))
        {
            complaint = "it does not begin with sysUpTime and snmpTrapOID";
            return null;
        }
        var bindings = Rest(ref reader, out var address);
        complaint = reader.Complaint;
        return complaint is null ? new SnmpTrap(ObjectIdentifier.TextOf(trap.Content), (uint)ticks, address, bindings) : null;
    }

    private static SnmpTrap? ReadV1(in SnmpPdu pdu, VarBindReader reader, out string? complaint)
    {
        var oid = pdu.GenericTrap is >= 0 and < 6
            ? $"{StandardTraps}.{pdu.GenericTrap + 1}"
            : $"{ObjectIdentifier.TextOf(pdu.Enterprise)}.0.{(uint)pdu.SpecificTrap}";
        var bindings = Rest(ref reader, out _);
        complaint = reader.Complaint;
        return complaint is null ? new SnmpTrap(oid, pdu.UpTime, new IPAddress(pdu.AgentAddress).ToString(), bindings) : null;
    }

    private static List<TrapBinding> Rest(ref VarBindReader reader, out string address)
    {
        address = "";
        var bindings = new List<TrapBinding>(); // bound: MaxBindings
        while (reader.TryRead(out var binding))
        {
            // A proxy that made a newer trap of an old one keeps the agent's address here (RFC 3584 section 3.1).
            if (binding.Name.SequenceEqual(SnmpTrapAddress.Octets))
                address = binding.Text();
            if (bindings.Count < MaxBindings)
                bindings.Add(new TrapBinding(ObjectIdentifier.TextOf(binding.Name), binding.Text()));
        }
        return bindings;
    }
}
