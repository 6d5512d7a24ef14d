using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.SFlow;

/// <summary>The generic interface counters of a counter sample (sFlow version 5, section 5.3, <c>if_counters</c>), those of IF-MIB.</summary>
/// <param name="Agent">The device.</param>
/// <param name="Index">SNMP ifIndex.</param>
/// <param name="Values">One for each of <see cref="Names"/>; NaN where the device does not know.</param>
public readonly record struct InterfaceCounters(NetworkAddress Agent, uint Index, CounterValues Values)
{
    /// <summary>What the values are called in IF-MIB (RFC 2863), of which ifSpeed is bits a second and the states are 1 for up and 2 for down.</summary>
    public static readonly string[] Names =
    [
        "ifSpeed", "ifAdminStatus", "ifOperStatus",
        "ifHCInOctets", "ifHCInUcastPkts", "ifHCInMulticastPkts", "ifHCInBroadcastPkts", "ifInDiscards", "ifInErrors", "ifInUnknownProtos",
        "ifHCOutOctets", "ifHCOutUcastPkts", "ifHCOutMulticastPkts", "ifHCOutBroadcastPkts", "ifOutDiscards", "ifOutErrors",
    ];
}

/// <summary>As many values as <see cref="InterfaceCounters.Names"/> has names.</summary>
[System.Runtime.CompilerServices.InlineArray(16)]
public struct CounterValues
{
    private double _first;
}
