namespace Dashboard.Ingest.Sources.Snmp.Traps;

/// <summary>A trap or inform, whatever version it came in.</summary>
/// <param name="TrapOid">Which it is, snmpTrapOID; of version 1 as RFC 3584 section 3.1 makes it.</param>
/// <param name="UpTime">Hundredths of a second since its agent started.</param>
/// <param name="AgentAddress">Of version 1: the address that the agent gave itself; otherwise empty.</param>
/// <param name="Bindings">What it says, without the two bindings that every trap of version 2 begins with.</param>
public sealed record SnmpTrap(string TrapOid, uint UpTime, string AgentAddress, IReadOnlyList<TrapBinding> Bindings)
{
    /// <summary>The value of the first binding of an object, whatever its instance; null where there is none.</summary>
    public string? Find(string oid)
    {
        foreach (var binding in Bindings)
        {
            if (binding.Oid.StartsWith(oid, StringComparison.Ordinal) && (binding.Oid.Length == oid.Length || binding.Oid[oid.Length] == '.'))
                return binding.Value;
        }
        return null;
    }

    /// <summary>The instance of the first binding of an object; null where there is none.</summary>
    public string? InstanceOf(string oid)
    {
        foreach (var binding in Bindings)
        {
            if (binding.Oid.StartsWith(oid, StringComparison.Ordinal) && binding.Oid.Length > oid.Length && binding.Oid[oid.Length] == '.')
                return binding.Oid[(oid.Length + 1)..];
        }
        return null;
    }
}

/// <summary>An object that a trap tells of.</summary>
public readonly record struct TrapBinding(string Oid, string Value);
